// One target's figures, asked of its book.
#pragma once

#include <vector>

#include "rules/book.h"
#include "rules/figures.h"
#include "rules/goal_in_force.h"
#include "rules/label_values.h"
#include "rules/open_counts.h"
#include "rules/plan.h"

namespace charterd::rules {

/// What a report is made from. All of it outlives the call.
struct ReportInput {
  const Plan& plan;
  const TargetPlan& target;
  const Book& book;
  const OpenCounts& open;
  const std::vector<LabelValues>& values;  ///< by LabelId
  Instant now{};
  bool metrics = false;
  /// What the target's goal has been, for `previous`; not for improvements.
  const GoalsInForce& goals;
};

TargetFigures report(const ReportInput& input);

}  // namespace charterd::rules
