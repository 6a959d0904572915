// A goal whose number has changed: a finished period keeps the one that was in force at its end.
#pragma once

#include <vector>

#include "config/fixed.h"
#include "config/instant.h"

namespace charterd::rules {

/// What a target's goal asked for (config::Goal::amount) from one instant on.
struct GoalInForce {
  Instant since{};
  Fixed amount = 0;
};

/// Of one target, the earliest first. Empty: it is not known, and the present one holds.
using GoalsInForce = std::vector<GoalInForce>;

/// The last that came into force before `end`, else the earliest that is known. `goals` has one.
inline Fixed amount_before(const GoalsInForce& goals, Instant end) {
  Fixed amount = goals.front().amount;
  for (const GoalInForce& goal : goals) {
    if (goal.since < end) amount = goal.amount;
  }
  return amount;
}

}  // namespace charterd::rules
