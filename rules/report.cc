#include "rules/report.h"

#include <algorithm>

#include "rules/burn.h"
#include "rules/gap.h"
#include "rules/improvement.h"
#include "rules/report_metrics.h"
#include "rules/verdict.h"

namespace charterd::rules {

using config::Goal;

namespace {

std::string unit_of(const TargetPlan& target) {
  const Goal& goal = target.config->goal;
  if (goal.kind == Goal::Kind::gap_at_most) return "points";
  switch (goal.statistic) {
    case config::Statistic::share:
      return "ratio";
    case config::Statistic::count:
      return "count";
    case config::Statistic::nps:
      return "points";
    default:
      break;
  }
  if (target.case_measure != nullptr) {
    return target.case_measure->count.empty() ? "seconds" : "count";
  }
  switch (config::base_of(target.measure->unit)) {
    case config::BaseUnit::seconds:
      return "seconds";
    case config::BaseUnit::points:
      return "points";
    case config::BaseUnit::count:
      break;
  }
  return "count";
}

// A target as it was judged by other numbers.
struct OtherGoal {
  OtherGoal(const TargetPlan& target, const GoalInForce& goal)
      : config(*target.config), plan(target) {
    config.goal.amount = goal.amount;
    config.goal.text = goal.text;
    plan.config = &config;
    plan.minimum = goal.minimum;
    plan.allowed = allowed_share(config.goal);
  }
  OtherGoal(const OtherGoal&) = delete;
  OtherGoal& operator=(const OtherGoal&) = delete;

  config::Target config;
  TargetPlan plan;
};

class Reporter {
 public:
  explicit Reporter(const ReportInput& input) : in_(input), target_(input.target), now_(input.now) {
    // From the deadline on the verdict stays what it was in the window that ended there.
    if (target_.ends) now_ = std::min(now_, *target_.ends - Duration{1});
    if (in_.goals.empty() || !target_.window.is_calendar()) return;
    const Goal& goal = target_.config->goal;
    if (goal.is_improvement()) return;
    const GoalInForce& then = goal_before(in_.goals, window_span(in_, now_, true).to);
    if (then.amount == goal.amount && then.minimum == target_.minimum) return;
    then_.emplace(target_, then);
  }

  TargetFigures report() const {
    TargetFigures figures;
    figures.target = target_.config;
    figures.unit = unit_of(target_);
    if (!target_.config->goal.is_improvement()) figures.goal = limit();
    add_windows(figures, {}, {});
    for (std::size_t i = 0; i < target_.shown_by; ++i) {
      for (const LabelIndex value : shown_values(in_, i)) {
        add_windows(figures, {i, value}, part_name(in_, {i, value}));
      }
    }
    if (const auto deadline = in_.open.oldest_deadline())
      figures.oldest_overdue = in_.now - *deadline;
    if (target_.config->goal.is_improvement()) figures.goal = figures.series.front().goal_value;
    return figures;
  }

  Instant now() const { return now_; }

 private:
  double limit() const {
    const Goal& goal = target_.config->goal;
    return goal.kind == Goal::Kind::every_one ? 1 : to_double(goal.amount);
  }

  void add_windows(TargetFigures& figures, PartRef part, Part name) const {
    figures.series.push_back(figure(part, name, false));
    if (target_.window.is_calendar()) {
      figures.series.push_back(figure(part, std::move(name), true));
    }
  }

  WindowFigure figure(PartRef part, Part name, bool previous) const {
    WindowFigure figure;
    figure.part = std::move(name);
    figure.previous = previous;
    const Span span = window_span(in_, now_, previous);
    figure.from = span.from;
    figure.to = span.to;
    const Sums sums = window_sums(in_, part, now_, previous);
    const TargetPlan& judged = judged_in(previous);
    describe(judged, sums, figure);
    if (judged.config->goal.amount != target_.config->goal.amount) {
      figure.other_goal = judged.config->goal.text;
    }
    if (target_.of_case && !previous) {
      const OpenCounts::Count open = in_.open.of(part);
      figure.pending = open.pending;
      figure.overdue = open.overdue;
    }
    const Goal& goal = target_.config->goal;
    if (goal.is_improvement()) {
      improve(part, sums, figure);
    } else if (goal.kind == Goal::Kind::gap_at_most) {
      compare_groups(figure);
    } else {
      figure.status = judge(judged, sums, situation(part, figure));
    }
    return figure;
  }

  const TargetPlan& judged_in(bool previous) const {
    return previous && then_ ? then_->plan : target_;
  }

  Situation situation(PartRef part, const WindowFigure& figure) const {
    Situation at;
    at.now = now_;
    at.from = figure.from;
    at.to = figure.to;
    at.previous = figure.previous;
    at.in_season = in_season(figure);
    at.burning = !figure.previous && burning(part);
    return at;
  }

  bool in_season(const WindowFigure& figure) const {
    const auto& season = target_.config->active;
    if (!season) return true;
    if (!figure.previous) return season->contains(now_);
    return (!season->from || *season->from < figure.to) &&
           (!season->to || figure.from < *season->to);
  }

  bool burning(PartRef part) const {
    return std::any_of(target_.burn.begin(), target_.burn.end(), [&](const BurnPair& pair) {
      return burns(pair, in_.book.rolling(part, pair.longer, now_),
                   in_.book.rolling(part, pair.shorter, now_), *target_.allowed);
    });
  }

  std::optional<double> baseline_of(PartRef part) const {
    const config::Baseline& baseline = *target_.config->baseline;
    if (baseline.value) return to_double(*baseline.value);
    if (!baseline_known(baseline, in_.now)) return std::nullopt;
    const Sums sums = in_.book.baseline(part);
    if (sums.outcomes < target_.minimum) return std::nullopt;
    return figure_of(target_, sums);
  }

  void improve(PartRef part, const Sums& sums, WindowFigure& figure) const {
    const config::Target& config = *target_.config;
    figure.budget_remaining = std::nullopt;
    figure.baseline = baseline_of(part);
    if (!figure.baseline) return;
    figure.goal_value = improved(config.goal, *figure.baseline);
    const Instant at = figure.previous ? std::min(in_.now, figure.to) : in_.now;
    figure.expected = path_at(config, *figure.baseline, *figure.goal_value, at);
    if (!figure.value || sums.outcomes < target_.minimum || !in_season(figure)) return;
    figure.status = judge_improvement(config, *figure.value, *figure.baseline, at);
  }

  void compare_groups(WindowFigure& figure) const {
    std::vector<Sums> groups;
    const std::size_t across = target_.shown_by;
    const LabelValues& values = in_.values[target_.by[across]];
    for (const LabelIndex i : values.in_order()) {
      if (!values.is_listed(i)) continue;
      groups.push_back(window_sums(in_, {across, i}, now_, figure.previous));
    }
    const Gap gap = gap_between(judged_in(figure.previous), groups);
    figure.value = gap.points;
    figure.low = figure.high = figure.budget_remaining = std::nullopt;
    if (gap.points) figure.smallest_group = gap.smallest;
    if (!gap.points || !in_season(figure)) return;
    const bool running = target_.window.is_calendar() && !figure.previous;
    figure.status = !gap.holds ? Status::missed : running ? Status::on_track : Status::met;
  }

  const ReportInput& in_;
  const TargetPlan& target_;
  Instant now_;
  std::optional<OtherGoal> then_;  // in the previous window, where that is another
};

}  // namespace

TargetFigures report(const ReportInput& input) {
  const Reporter reporter{input};
  TargetFigures figures = reporter.report();
  if (input.metrics) add_metrics(input, reporter.now(), figures);
  return figures;
}

}  // namespace charterd::rules
