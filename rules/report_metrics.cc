#include "rules/report_metrics.h"

#include <cstdio>

#include "rules/gap.h"
#include "rules/verdict.h"

namespace charterd::rules {

namespace {

constexpr int kMonths = 13;

double shown(const Sums& sums, Wide amount) {
  const double number = static_cast<double>(amount);
  return sums.weighted ? number / kFixedOne : number;
}

// What adds up over a fleet, see WindowSums.
double amount_of(const TargetPlan& target, const Sums& sums) {
  switch (target.config->goal.statistic) {
    case config::Statistic::percentile:
      return static_cast<double>(sums.inside);
    case config::Statistic::count:
      return static_cast<double>(sums.outcomes);
    default:
      return to_sum(target, sums);
  }
}

WindowSums to_window(const TargetPlan& target, Part part, WindowSums::Length length,
                     const Sums& sums) {
  WindowSums window{std::move(part), length, 0, 0};
  if (target.config->goal.is_share()) {
    window.first = shown(sums, sums.good);
    window.second = shown(sums, sums.bad);
  } else {
    window.first = amount_of(target, sums);
    window.second = static_cast<double>(sums.outcomes);
  }
  return window;
}

void add_part(const ReportInput& in, PartRef ref, Instant now, TargetFigures& figures) {
  using Length = WindowSums::Length;
  const Part part = part_name(in, ref);
  auto length = static_cast<int>(Length::m5);
  for (const Duration window : kShortWindows) {
    const Sums sums = in.book.rolling(ref, window, now);
    figures.sums.push_back(to_window(in.target, part, static_cast<Length>(length++), sums));
  }
  const Sums current = window_sums(in, ref, now, false);
  figures.sums.push_back(to_window(in.target, part, Length::current, current));
  if (in.target.window.is_calendar()) {
    const Sums previous = window_sums(in, ref, now, true);
    figures.sums.push_back(to_window(in.target, part, Length::previous, previous));
  }
}

// Counters: what they have counted once stays, though its outcome be taken back.
void add_decisions(const ReportInput& in, PartRef ref, TargetFigures& figures) {
  if (!in.target.config->goal.is_share()) return;
  const Sums decided = in.book.decided(ref);
  figures.decisions.push_back(
      {part_name(in, ref), shown(decided, decided.good), shown(decided, decided.bad)});
}

std::optional<MonthFigure> month_figure(const ReportInput& in, const DaySpan& days) {
  const std::size_t across = in.target.shown_by;
  const config::Goal& goal = in.target.config->goal;
  const Sums all = in.book.days({}, days);
  if (goal.kind != config::Goal::Kind::gap_at_most) {
    const auto value = figure_of(in.target, all);
    const bool total =
        goal.statistic == config::Statistic::count || goal.statistic == config::Statistic::sum;
    if (!value || (total && all.outcomes == 0)) return std::nullopt;
    return MonthFigure{{}, *value, all.outcomes};
  }
  std::vector<Sums> groups;
  for (const LabelIndex value : shown_values(in, across)) {
    if (!in.values[in.target.by[across]].is_listed(value)) continue;
    groups.push_back(in.book.days({across, value}, days));
  }
  const Gap gap = gap_between(in.target, groups);
  if (!gap.points) return std::nullopt;
  return MonthFigure{{}, *gap.points, gap.smallest};
}

bool is_shown(const ReportInput& in, PartRef part) {
  return in.values[in.target.by[part.label]].is_listed(part.value) || in.book.seen(part) ||
         in.open.of(part).pending > 0;
}

}  // namespace

std::vector<LabelIndex> shown_values(const ReportInput& input, std::size_t label) {
  const LabelValues& values = input.values[input.target.by[label]];
  std::vector<LabelIndex> shown;
  for (const LabelIndex value : values.in_order()) {
    if (is_shown(input, {label, value})) shown.push_back(value);
  }
  return shown;
}

Part part_name(const ReportInput& input, PartRef part) {
  if (part.label == PartRef::kAll) return {};
  const LabelId label = input.target.by[part.label];
  return {input.plan.labels[label].name, input.values[label].name(part.value)};
}

Span window_span(const ReportInput& input, Instant now, bool previous) {
  const config::Window& window = input.target.window;
  if (!window.is_calendar()) return rolling_window(window.length, now);
  const config::Zone& zone = input.plan.charter->timezone;
  return to_span(calendar_days(window.kind, zone.day_of(now), previous), zone);
}

Sums window_sums(const ReportInput& input, PartRef part, Instant now, bool previous) {
  const config::Window& window = input.target.window;
  if (!window.is_calendar()) return input.book.rolling(part, window.length, now);
  const Day today = input.plan.charter->timezone.day_of(now);
  return input.book.days(part, calendar_days(window.kind, today, previous));
}

void add_months(const ReportInput& in, Day last, TargetFigures& figures) {
  const std::chrono::year_month_day date{last};
  for (int back = kMonths - 1; back >= 0; --back) {
    const auto month = date.year() / date.month() - std::chrono::months{back};
    const Day first{month / 1};
    auto figure = month_figure(in, {first, Day{(month + std::chrono::months{1}) / 1}});
    if (!figure) continue;
    char name[16];
    std::snprintf(name, sizeof name, "%04d-%02u", static_cast<int>(month.year()),
                  static_cast<unsigned>(month.month()));
    figure->month = name;
    figures.months.push_back(std::move(*figure));
  }
}

void add_metrics(const ReportInput& input, Instant now, TargetFigures& figures) {
  add_part(input, {}, now, figures);
  add_decisions(input, {}, figures);
  for (std::size_t label = 0; label < input.target.by.size(); ++label) {
    for (const LabelIndex value : shown_values(input, label)) {
      add_part(input, {label, value}, now, figures);
      add_decisions(input, {label, value}, figures);
    }
    for (const LabelIndex value : input.values[input.target.by[label]].in_order()) {
      const PartRef part{label, value};
      if (!is_shown(input, part) && input.book.ever_decided(part)) {
        add_decisions(input, part, figures);
      }
    }
  }
  add_months(input, input.plan.charter->timezone.day_of(input.now), figures);
}

}  // namespace charterd::rules
