#include "rules/verdict.h"

#include <algorithm>

#include "rules/wilson.h"

namespace charterd::rules {

using config::Goal;
using config::Statistic;

namespace {

// Less than a tenth of the budget left is a warning by itself: more than nine tenths are used.
bool budget_is_low(const TargetPlan& target, const Sums& sums) {
  if (!target.allowed || *target.allowed <= 0) return false;
  const Wide total = sums.good + sums.bad;
  return Wide{10} * kFixedOne * sums.bad > 9 * Wide{*target.allowed} * total;
}

double as_amount(const Sums& sums, Wide amount) {
  const double number = static_cast<double>(amount);
  return sums.weighted ? number / kFixedOne : number;
}

double fixed_ratio(Wide numerator, std::int64_t denominator) {
  return static_cast<double>(numerator) / (static_cast<double>(denominator) * kFixedOne);
}

// The rank, from 1, of the smallest value that at least `ratio` of `count` values do not exceed.
std::int64_t rank_of(Fixed ratio, std::int64_t count) {
  const Wide exact = Wide{ratio} * count;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>((exact + kFixedOne - 1) / kFixedOne));
}

std::optional<double> share_of(const TargetPlan& target, const Sums& sums) {
  const Wide total = sums.good + sums.bad;
  if (total == 0) return std::nullopt;
  const Wide part = target.kept_is_bad ? sums.bad : sums.good;
  return static_cast<double>(part) / static_cast<double>(total);
}

bool share_holds(const TargetPlan& target, const Sums& sums) {
  const Wide total = sums.good + sums.bad;
  const Goal& goal = target.config->goal;
  if (goal.kind == Goal::Kind::every_one) return sums.bad_outcomes == 0;
  if (goal.kind == Goal::Kind::at_most) return sums.bad * kFixedOne <= goal.amount * total;
  return sums.good * kFixedOne >= goal.amount * total;
}

bool percentile_holds(const TargetPlan& target, const Sums& sums) {
  const Goal& goal = target.config->goal;
  const Wide inside = Wide{sums.inside} * kFixedOne;
  const Wide wanted = Wide{goal.percentile} * sums.outcomes;
  // At most Q: so many values are <= Q. At least Q: too few values are < Q.
  return goal.kind == Goal::Kind::at_most ? inside >= wanted : inside < wanted;
}

// The statistic times `outcomes` (means) or itself, and the limit on the same scale.
bool amount_holds(const Goal& goal, const Sums& sums) {
  Wide figure = sums.sum;
  Wide limit = goal.amount;
  if (goal.statistic == Statistic::count) figure = Wide{sums.outcomes} * kFixedOne;
  if (goal.statistic == Statistic::mean || goal.statistic == Statistic::nps) {
    limit *= sums.outcomes;
  }
  return goal.kind == Goal::Kind::at_most ? figure <= limit : figure >= limit;
}

bool is_total(const Goal& goal) {
  return goal.statistic == Statistic::count || goal.statistic == Statistic::sum;
}

// A count or sum that is to be reached by the end of a running period.
Status judge_running_total(const TargetPlan& target, const Sums& sums, const Situation& at) {
  const double passed = static_cast<double>((at.now - at.from).count()) /
                        static_cast<double>((at.to - at.from).count());
  const double path = to_double(target.config->goal.amount) * std::clamp(passed, 0.0, 1.0);
  return figure_of(target, sums).value_or(0) >= path ? Status::on_track : Status::at_risk;
}

}  // namespace

std::optional<double> figure_of(const TargetPlan& target, const Sums& sums) {
  const Goal& goal = target.config->goal;
  switch (goal.statistic) {
    case Statistic::share:
      return share_of(target, sums);
    case Statistic::count:
      return static_cast<double>(sums.outcomes);
    case Statistic::sum:
      return fixed_ratio(sums.sum, 1);
    case Statistic::mean:
    case Statistic::nps:
      if (sums.outcomes == 0) return std::nullopt;
      return fixed_ratio(sums.sum, sums.outcomes);
    case Statistic::percentile:
      if (sums.outcomes == 0) return std::nullopt;
      return sums.sketch.value_at(rank_of(goal.percentile, sums.outcomes));
  }
  return std::nullopt;
}

bool goal_holds(const TargetPlan& target, const Sums& sums) {
  const Goal& goal = target.config->goal;
  if (goal.is_share()) return share_holds(target, sums);
  if (goal.statistic == Statistic::percentile) return percentile_holds(target, sums);
  return amount_holds(goal, sums);
}

std::optional<double> budget_remaining(const TargetPlan& target, const Sums& sums) {
  if (!target.allowed) return std::nullopt;
  const std::optional<double> rate = burn_rate(sums, *target.allowed);
  if (!rate) return std::nullopt;
  return 1 - *rate;
}

Status judge(const TargetPlan& target, const Sums& sums, const Situation& at) {
  const Goal& goal = target.config->goal;
  if (!at.in_season) return Status::no_data;
  if (goal.kind == Goal::Kind::every_one && sums.bad_outcomes > 0) return Status::missed;
  if (sums.outcomes < target.minimum || !figure_of(target, sums)) return Status::no_data;
  const bool running = target.window.is_calendar() && !at.previous;
  const bool holds = goal_holds(target, sums);
  if (!holds) {
    const bool reachable = running && is_total(goal) && goal.kind == Goal::Kind::at_least;
    return reachable ? judge_running_total(target, sums, at) : Status::missed;
  }
  if (goal.is_share() && !at.previous) {
    if (at.burning || budget_is_low(target, sums)) return Status::at_risk;
  }
  return running ? Status::on_track : Status::met;
}

double to_sum(const TargetPlan& target, const Sums& sums) {
  const double sum = fixed_ratio(sums.sum, 1);
  return target.config->goal.statistic == Statistic::nps ? sum / 100 : sum;
}

void describe(const TargetPlan& target, const Sums& sums, WindowFigure& figure) {
  figure.excluded = sums.excluded;
  figure.value = figure_of(target, sums);
  if (!target.config->goal.is_share()) {
    figure.count = sums.outcomes;
    figure.sum = to_sum(target, sums);
    return;
  }
  figure.good = as_amount(sums, sums.good);
  figure.bad = as_amount(sums, sums.bad);
  if (sums.weighted) figure.count = sums.outcomes;
  if (!figure.value) return;
  const Interval interval = wilson(*figure.value, effective_count(sums));
  figure.low = interval.low;
  figure.high = interval.high;
  figure.budget_remaining = budget_remaining(target, sums);
}

}  // namespace charterd::rules
