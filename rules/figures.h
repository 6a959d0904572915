// The engine's answer: every figure of every target as of one instant, as plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/charter.h"
#include "config/instant.h"

namespace charterd::rules {

enum class Status { met, on_track, at_risk, missed, no_data };
inline constexpr int kStatusCount = 5;
std::string_view name_of(Status status);

/// Which of a target's outcomes a figure covers: all of them, or those with one label value.
struct Part {
  std::string by;     ///< "" for all
  std::string value;  ///< "" for all
  friend bool operator==(const Part&, const Part&) = default;
};

/// One target's figure in one window. What does not exist is nullopt, never 0.
struct WindowFigure {
  Part part;
  bool previous = false;  ///< the last complete calendar window, else the current one
  Instant from{}, to{};   ///< half open
  bool asked = false;     ///< a finished period that somebody asked for; `previous` as well
  bool judged = true;     ///< false: the goal is not one for this window, `status` says nothing

  /// Shares: outcomes in the window; by weight where the measure has one.
  std::optional<double> good, bad;
  std::optional<std::int64_t> count;             ///< statistics: values; weighted shares: outcomes
  std::optional<double> sum;                     ///< statistics: of the values, in base units
  std::int64_t excluded = 0;                     ///< outcomes left out by `exclude` or an exemption
  std::optional<std::int64_t> pending, overdue;  ///< cases only, `current` only

  /// A share as a ratio (of bad for `at most`), a statistic in base units, a gap in points.
  std::optional<double> value;
  std::optional<double> low, high;  ///< shares: the 95% Wilson interval
  std::optional<double> budget_remaining;
  std::optional<double> baseline, goal_value, expected;  ///< improvements
  std::optional<std::int64_t> smallest_group;  ///< gaps: outcomes in the smallest of those compared
  Status status = Status::no_data;
  /// The text of the goal that it was judged by, where that is not the present one; else "".
  std::string other_goal;
};

/// The sums of a short window, for recording rules over a fleet.
struct WindowSums {
  enum class Length { m5, m30, h1, h2, h6, d1, d3, current, previous };
  Part part;
  Length length = Length::m5;
  double first = 0;   ///< shares: good; statistics: the amount (WindowFigure::sum, see Engine)
  double second = 0;  ///< shares: bad; statistics: the number of observations
};
std::string_view name_of(WindowSums::Length length);

struct MonthFigure {
  std::string month;  ///< "2026-09", in the charter's zone
  double value = 0;
  std::int64_t outcomes = 0;  ///< of which the value is made; of a gap: in its smallest group
};

/// Decisions since the engine's state began; they never fall.
struct DecisionCount {
  Part part;
  double good = 0, bad = 0;
};

struct TargetFigures {
  const config::Target* target = nullptr;
  std::string unit;                      ///< ratio, points, seconds or count
  std::optional<double> goal;            ///< the limit in `unit`; improvements: once known
  std::vector<WindowFigure> series;      ///< in the order that the contract gives
  std::vector<WindowSums> sums;          ///< only with EngineOptions::metrics
  std::vector<MonthFigure> months;       ///< the same, and of a period; up to 13, oldest first
  std::vector<DecisionCount> decisions;  ///< the same; shares only
  /// Cases only: how long ago the oldest overdue case passed its deadline; nullopt: none has.
  std::optional<Duration> oldest_overdue{};
  /// Only where the target asks for `by due`: cases in scope that have no promised instant.
  std::optional<std::int64_t> no_due{};
  /// Nothing before it is in the figures, though there was something: the target is newer than
  /// what the sources still had to tell.
  std::optional<Instant> since{};
  bool filling = false;  ///< what was before the target is still being read: no data until then
};

/// A measure's histogram for one set of label values.
struct HistogramFigure {
  std::string measure;
  config::BaseUnit unit = config::BaseUnit::count;
  std::vector<Part> labels;           ///< every label that targets of the measure use
  std::vector<double> bounds;         ///< upper ends, included; rising; without infinity
  std::vector<std::uint64_t> counts;  ///< for each bound, then above the last; not summed up
  double sum = 0;
  bool business = false;  ///< in working time
};

/// Events that were of no use to a measure that wanted them.
struct MeasureCounts {
  std::string measure;
  std::uint64_t no_value = 0;   ///< the field is absent
  std::uint64_t bad_value = 0;  ///< not a number, or outside `range`
  bool filling = false;         ///< what was before is still being read: the counts are not whole
};

/// The cases of one kind. Those that have been forgotten count no more as closed or voided.
struct CaseFigures {
  std::string id;
  std::int64_t open = 0, closed = 0, voided = 0;
  std::uint64_t forgotten = 0;  ///< kept for as long after their closing as the charter says
  /// Events whose key has never been opened: now, and however late the opening may come.
  std::int64_t orphan_events = 0;
  std::uint64_t early_events = 0;     ///< came before the opening of their case was known
  std::uint64_t keyless_events = 0;   ///< without the field that identifies a case
  std::uint64_t too_late_events = 0;  ///< of cases that have been forgotten
  std::uint64_t dropped_events = 0;   ///< beyond the most that one case keeps
  std::uint64_t refused_events = 0;   ///< beyond the most cases that are kept
  std::uint64_t unreadable_due = 0;
  // Of the cases there are: events that change nothing where they stand.
  std::int64_t before_opening = 0, after_closing = 0, repeated_openings = 0, unpaired_resumes = 0;
  std::int64_t past_due = 0;             ///< promised instants that were past when they were given
  std::uint64_t corrected_outcomes = 0;  ///< decided, then judged otherwise by later events
  bool filling = false;  ///< what was before is still being read: the counts are not whole
};

/// Everything, as of one instant. Owns what it needs: valid after the engine is gone or has moved
/// on, and may be read by any number of threads.
struct Figures {
  std::shared_ptr<const config::Charter> charter;
  Instant at{};
  std::vector<TargetFigures> targets;
  std::vector<HistogramFigure> histograms;  ///< only with EngineOptions::metrics
  std::vector<MeasureCounts> measures;
  std::vector<CaseFigures> cases;         ///< in the charter's order
  std::uint64_t folded_label_values = 0;  ///< outcomes whose label value was counted as `other`
};

}  // namespace charterd::rules
