// A goal whose numbers have changed: a finished period keeps those in force at its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/fixed.h"
#include "config/instant.h"

namespace charterd::rules {

/// What a target was judged by from one instant on.
struct GoalInForce {
  Instant since{};
  Fixed amount = 0;          ///< config::Goal::amount
  std::int64_t minimum = 1;  ///< TargetPlan::minimum
  std::string text;          ///< config::Goal::text
};

/// Of one target, the earliest first. Empty: it is not known, and the present one holds.
using GoalsInForce = std::vector<GoalInForce>;

/// The last that came into force before `end`, else the earliest that is known. `goals` has one.
inline const GoalInForce& goal_before(const GoalsInForce& goals, Instant end) {
  const GoalInForce* found = &goals.front();
  for (const GoalInForce& goal : goals) {
    if (goal.since < end) found = &goal;
  }
  return *found;
}

}  // namespace charterd::rules
