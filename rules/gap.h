// How far apart groups are: the largest share less the smallest.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "rules/cells.h"
#include "rules/plan.h"

namespace charterd::rules {

struct Gap {
  std::optional<double> points;  ///< nullopt: fewer than two groups have enough outcomes
  bool holds = false;            ///< decided in whole numbers
  std::int64_t smallest = 0;     ///< outcomes in the smallest group that is compared
};

/// `groups` are the sums of each listed value of the label; those with fewer than
/// TargetPlan::minimum outcomes are left out.
Gap gap_between(const TargetPlan& target, std::span<const Sums> groups);

}  // namespace charterd::rules
