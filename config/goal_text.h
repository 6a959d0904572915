// The words of a goal: at least 80%, p90 at most 20s, mean reduced by 50%.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/charter.h"
#include "config/quantity.h"

namespace charterd::config {

/// A goal as written; whether its quantity suits the measure is another question.
struct GoalText {
  Goal::Kind kind = Goal::Kind::at_least;
  Statistic statistic = Statistic::share;
  Fixed percentile = 0;  ///< of Statistic::percentile: a ratio
  Quantity quantity;     ///< the limit or the change; nothing for every_one
};

struct GoalError {
  std::string message;
  std::string hint;
};

/// Reads a goal. Blanks may be many; the letters may be of either case.
tl::expected<GoalText, GoalError> parse_goal(std::string_view text);

/// "mean", "p90", "share" and the like, as goals write it; "median" for p50.
std::string statistic_name(Statistic statistic, Fixed percentile);

}  // namespace charterd::config
