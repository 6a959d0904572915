#include "rules/period_report.h"

#include <algorithm>

#include "rules/gap.h"
#include "rules/improvement.h"
#include "rules/report_metrics.h"
#include "rules/verdict.h"

namespace charterd::rules {

using config::Goal;

namespace {

class PeriodReporter {
 public:
  /// `now`: the target's figures as of ReportInput::now.
  PeriodReporter(const ReportInput& input, const DaySpan& days, const TargetFigures& now)
      : in_(input),
        target_(input.target),
        days_(days),
        span_(to_span(days, input.plan.charter->timezone)),
        now_(now) {}

  std::vector<WindowFigure> series() const {
    std::vector<WindowFigure> series{figure({})};
    for (std::size_t label = 0; label < target_.shown_by; ++label) {
      for (const LabelIndex value : shown_values(in_, label)) {
        series.push_back(figure({label, value}));
      }
    }
    return series;
  }

 private:
  WindowFigure figure(PartRef part) const {
    WindowFigure figure;
    figure.part = part_name(in_, part);
    figure.previous = figure.asked = true;
    figure.from = span_.from;
    figure.to = span_.to;
    const Sums sums = in_.book.days(part, days_);
    describe(target_, sums, figure);
    const Goal& goal = target_.config->goal;
    if (goal.is_improvement()) {
      improve(figure);
    } else if (goal.kind == Goal::Kind::gap_at_most) {
      compare_groups(figure);
    } else {
      figure.judged = is_for_period();
      figure.status = judge(target_, sums, situation());
    }
    return figure;
  }

  Situation situation() const {
    Situation at;
    at.now = in_.now;
    at.from = span_.from;
    at.to = span_.to;
    at.previous = true;
    at.in_season = in_season();
    return at;
  }

  bool in_season() const {
    const auto& season = target_.config->active;
    if (!season) return true;
    return (!season->from || *season->from < span_.to) && (!season->to || span_.from < *season->to);
  }

  // So many a month are not so many a year.
  bool is_for_period() const {
    const config::Statistic statistic = target_.config->goal.statistic;
    const bool total = statistic == config::Statistic::count || statistic == config::Statistic::sum;
    if (!total) return true;
    if (!target_.window.is_calendar()) return target_.window.length == days_.to - days_.from;
    const DaySpan own = calendar_days(target_.window.kind, days_.from, false);
    return own.from == days_.from && own.to == days_.to;
  }

  void improve(WindowFigure& figure) const {
    const config::Target& config = *target_.config;
    figure.budget_remaining = std::nullopt;
    figure.judged = span_.from < *config.deadline && *config.deadline <= span_.to;
    const auto current = std::find_if(
        now_.series.begin(), now_.series.end(),
        [&](const WindowFigure& one) { return !one.previous && one.part == figure.part; });
    if (current == now_.series.end()) return;
    figure.baseline = current->baseline;
    figure.goal_value = current->goal_value;
    figure.status = current->status;
    if (!figure.baseline) return;
    figure.expected = path_at(config, *figure.baseline, *figure.goal_value, span_.to);
  }

  void compare_groups(WindowFigure& figure) const {
    std::vector<Sums> groups;
    const std::size_t across = target_.shown_by;
    const LabelValues& values = in_.values[target_.by[across]];
    for (const LabelIndex value : values.in_order()) {
      if (values.is_listed(value)) groups.push_back(in_.book.days({across, value}, days_));
    }
    const Gap gap = gap_between(target_, groups);
    figure.value = gap.points;
    figure.low = figure.high = figure.budget_remaining = std::nullopt;
    if (gap.points) figure.smallest_group = gap.smallest;
    if (!gap.points || !in_season()) return;
    figure.status = gap.holds ? Status::met : Status::missed;
  }

  const ReportInput& in_;
  const TargetPlan& target_;
  DaySpan days_;
  Span span_;
  const TargetFigures& now_;
};

bool has_any(const Book& book, const DaySpan& days) {
  const Sums sums = book.days({}, days);
  return sums.outcomes > 0 || sums.excluded > 0;
}

}  // namespace

TargetFigures period_report(const ReportInput& input, const DaySpan& days) {
  TargetFigures figures = report(input);
  figures.series = PeriodReporter(input, days, figures).series();
  figures.oldest_overdue = std::nullopt;
  figures.no_due = std::nullopt;
  add_months(input, days.to - std::chrono::days{1}, figures);
  return figures;
}

std::optional<Day> first_day_of(const Book& book) {
  using std::chrono::days;
  DaySpan span{Day{}, Day{days{1 << 17}}};  // far beyond the year 2300
  if (!has_any(book, span)) return std::nullopt;
  // The first day is in the span, which is halved.
  while (span.to - span.from > days{1}) {
    const Day middle = span.from + (span.to - span.from) / 2;
    (has_any(book, {span.from, middle}) ? span.to : span.from) = middle;
  }
  return span.from;
}

std::optional<Day> first_day_of(const Tally& tally, std::size_t targets) {
  std::optional<Day> first;
  for (std::size_t i = 0; i < targets; ++i) {
    const std::optional<Day> day = first_day_of(tally.book(i));
    if (day) first = std::min(*day, first.value_or(*day));
  }
  return first;
}

}  // namespace charterd::rules
