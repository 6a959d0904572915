// From sums to a figure and a status: pure functions, the contract's section 4.8 to 4.10.
#pragma once

#include <optional>

#include "rules/cells.h"
#include "rules/figures.h"
#include "rules/plan.h"

namespace charterd::rules {

/// What a verdict depends on besides the window's sums.
struct Situation {
  Instant now{};
  Instant from{}, to{};   ///< of the window
  bool previous = false;  ///< the window is complete
  bool in_season = true;
  bool burning = false;  ///< any of the target's burn pairs burns
};

/// The figure of a share or statistic, as a ratio or in base units; nullopt where there is none.
std::optional<double> figure_of(const TargetPlan& target, const Sums& sums);

/// Which side of the goal the exact figure is on: decided in whole numbers, not on rounded ones.
/// Only for goals with a limit (not improvements, not gaps); sums.outcomes > 0 or a count or sum.
bool goal_holds(const TargetPlan& target, const Sums& sums);

/// 1 - bad / (allowed * n); nullopt where nothing is allowed or there are no outcomes.
std::optional<double> budget_remaining(const TargetPlan& target, const Sums& sums);

/// The status of a goal with a limit.
Status judge(const TargetPlan& target, const Sums& sums, const Situation& situation);

/// The sum of the values in base units; for nps promoters less detractors.
double to_sum(const TargetPlan& target, const Sums& sums);

/// Puts what the sums alone say into a figure: counts, value, interval, budget.
void describe(const TargetPlan& target, const Sums& sums, WindowFigure& figure);

}  // namespace charterd::rules
