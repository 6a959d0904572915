// How a goal would have fared in the past: the complete windows of a history, and what they came
// to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/charter.h"
#include "rules/figures.h"
#include "rules/windows.h"

namespace charterd::rules {

/// More windows of one target are not looked at: the latest ones are.
inline constexpr std::size_t kMostPastWindows = 1'000;

/// The complete windows in the local days of `history`, oldest first, none overlapping. Calendar
/// windows are the calendar's. Rolling ones are taken as so many local days, those under a day and
/// odd hours rounded up to whole days, and end with the history, one before the other.
std::vector<DaySpan> past_windows(const config::Window& window, const DaySpan& history);

/// What the windows of a history say of one target.
struct GoalHistory {
  std::int64_t windows = 0;   ///< that the history has
  std::int64_t judged = 0;    ///< of these: with enough data for a verdict
  std::int64_t attained = 0;  ///< of these
  /// The figures on either end, of those with enough data; nullopt: there are none.
  std::optional<WindowFigure> best, worst;
  /// Attained in each of them, with half or more of the room to spare: even the worst figure lies
  /// half-way or farther from the goal to the best that can be, or, where nothing bounds it, at
  /// twice the goal. Never where only the best will do.
  bool by_far = false;
  bool never() const { return judged > 0 && attained == 0; }
};

/// Adds up the finished periods of one target, each as Engine::period() gives it: in each the first
/// series, of all outcomes, is looked at. An improvement is not judged: its goal lies beyond what
/// was. `charter` has the target.
GoalHistory goal_history(const config::Charter& charter, const config::Target& target,
                         const std::vector<TargetFigures>& periods);

}  // namespace charterd::rules
