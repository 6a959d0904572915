// What `check --against` prints: each goal beside what was.
#pragma once

#include <string>
#include <vector>

#include "daemon/text_table.h"
#include "rules/goal_history.h"

namespace charterd::daemon {

struct TargetHistory {
  rules::TargetFigures figures;  ///< any period's: the goal and the unit
  rules::GoalHistory history;
};

/// A row for each target: its goal, in how many of its complete windows it was attained, the worst
/// and the best figure, and a mark where the goal was attained by far or never once reached; below
/// it what the marks mean.
std::string history_text(const std::vector<TargetHistory>& targets, const Look& look);

}  // namespace charterd::daemon
