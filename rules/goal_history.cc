#include "rules/goal_history.h"

#include <algorithm>

namespace charterd::rules {

namespace {

using config::Goal;
using config::Statistic;
using std::chrono::days;

std::vector<DaySpan> calendar_windows(config::Window::Kind kind, const DaySpan& history) {
  std::vector<DaySpan> found;
  DaySpan window = calendar_days(kind, history.to, true);
  for (; window.from >= history.from && found.size() < kMostPastWindows;
       window = calendar_days(kind, window.from, true)) {
    if (window.to <= history.to) found.push_back(window);
  }
  return found;
}

std::vector<DaySpan> rolling_windows(Duration length, const DaySpan& history) {
  const days whole = std::max(std::chrono::ceil<days>(length), days{1});
  std::vector<DaySpan> found;
  Day to = history.to;
  for (; to - whole >= history.from && found.size() < kMostPastWindows; to -= whole) {
    found.push_back({to - whole, to});
  }
  return found;
}

// The best that the figure can be; nullopt where nothing bounds it.
std::optional<double> best_possible(const config::Charter& charter, const config::Target& target) {
  const Goal& goal = target.goal;
  const bool higher = goal.higher_is_better();
  if (goal.is_share()) return higher ? 1.0 : 0.0;
  if (goal.statistic == Statistic::nps) return higher ? 100.0 : -100.0;
  const config::Measure* measure = target.subject == config::Target::Subject::measure
                                       ? charter.find_measure(target.measure)
                                       : nullptr;
  const bool of_values =
      goal.statistic == Statistic::mean || goal.statistic == Statistic::percentile;
  if (measure != nullptr && measure->range && of_values) {
    return to_double(higher ? measure->range->second : measure->range->first);
  }
  return higher ? std::nullopt : std::optional(0.0);
}

bool has_room_to_spare(double value, double goal, std::optional<double> best, bool higher) {
  const double half_way = best ? (goal + *best) / 2 : 2 * goal;
  if (half_way == goal) return false;
  return higher ? value >= half_way : value <= half_way;
}

}  // namespace

std::vector<DaySpan> past_windows(const config::Window& window, const DaySpan& history) {
  std::vector<DaySpan> found = window.is_calendar() ? calendar_windows(window.kind, history)
                                                    : rolling_windows(window.length, history);
  std::reverse(found.begin(), found.end());
  return found;
}

GoalHistory goal_history(const config::Charter& charter, const config::Target& target,
                         const std::vector<TargetFigures>& periods) {
  const bool higher = target.goal.higher_is_better();
  const auto best = best_possible(charter, target);
  GoalHistory history;
  bool spare = true, any = false;
  for (const TargetFigures& period : periods) {
    const WindowFigure& figure = period.series.front();
    ++history.windows;
    any = any || figure.count.value_or(1) > 0;
    const bool improvement = target.goal.is_improvement();
    if (!figure.value || (!improvement && figure.status == Status::no_data)) continue;
    const auto is_above = [&](const std::optional<WindowFigure>& other) {
      return !other || *figure.value > *other->value;
    };
    const auto is_below = [&](const std::optional<WindowFigure>& other) {
      return !other || *figure.value < *other->value;
    };
    if (higher ? is_above(history.best) : is_below(history.best)) history.best = figure;
    if (higher ? is_below(history.worst) : is_above(history.worst)) history.worst = figure;
    if (improvement || !figure.judged) continue;
    ++history.judged;
    history.attained += figure.status == Status::met;
    spare = spare && period.goal && has_room_to_spare(*figure.value, *period.goal, best, higher);
  }
  // A count of 0 is a figure, but not where nothing has ever been there to be counted.
  if (!any) {
    GoalHistory nothing;
    nothing.windows = history.windows;
    return nothing;
  }
  history.by_far = spare && history.judged > 0 && history.attained == history.judged;
  return history;
}

}  // namespace charterd::rules
