// The thirteen months of a target, as a picture and as a table.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/page_data.h"
#include "daemon/page_goal.h"

namespace charterd::daemon {

struct ShownMonth {
  std::chrono::year_month month{};
  std::optional<double> value;  ///< nullopt: there is none, or too few outcomes to show it
  std::string text;             ///< the value with its unit; else "" or why it is not shown
  bool kept = true;             ///< on the right side of the goal, where there is one for a month
};

/// What is asked for: a target as of `at`. It outlives the call.
struct MonthsOf {
  const config::Charter& charter;
  Instant at;
  const rules::TargetFigures& figures;
  std::int64_t fewest = kFewestShown;  ///< outcomes of a month that is shown
};

/// Thirteen, oldest first; the last is the month of `at`.
std::vector<ShownMonth> months_of(const MonthsOf& target, const GoalWording& wording);

/// The goal, where it is one for a month too: not of a sum in another window.
std::optional<double> monthly_goal(const rules::TargetFigures& figures);

/// Sets `history`: shapes, label, the first and last month, and rows for the table; false where
/// no month has a figure.
void add_history(PageData& data, const std::vector<ShownMonth>& months,
                 std::optional<double> promised, const PageWords& words, const PageLocale& locale);

}  // namespace charterd::daemon
