// Business hours and working days: what a calendar makes of the time between two instants.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "config/charter.h"
#include "config/instant.h"
#include "config/zone.h"
#include "rules/pauses.h"

namespace charterd::rules {

class WorkingYears;

/// The working time of one calendar.
///
/// An instant is working time when the zone's wall clock shows a time within the hours of that
/// weekday and the date is no holiday. So hours are half open, an hour that daylight saving skips
/// has no length, and one that it repeats counts twice. A day reaches from its first local midnight
/// to that of the next day.
///
/// There is no working time outside the years kFirstYear to kLastYear, and every search gives up
/// with nullopt after kBarrenYears calendar years in a row without any: so none is endless,
/// whatever the calendar says.
///
/// Cheap to copy: copies share what has been laid out. Any thread may call any method. Each year is
/// laid out when it is first asked for; then everything costs a few binary searches, however long
/// the time between, and the working days one step for each day counted.
class WorkingTime {
 public:
  static constexpr int kFirstYear = 1900;
  static constexpr int kLastYear = 2199;
  static constexpr int kBarrenYears = 10;

  /// `more_holidays` are those that the calendar's .ics file gives, in any order.
  WorkingTime(const config::Calendar& calendar, std::span<const Day> more_holidays,
              config::Zone zone);

  bool is_working(Instant t) const;
  /// Whether the day has any working time. A date that the zone skipped altogether has none.
  bool is_working_day(Day day) const;

  /// Working time in [from, to), in microseconds; 0 unless from < to.
  Duration between(Instant from, Instant to) const;

  /// The last instant that still reads `working`: for every t from `from` on,
  /// between(from, t) <= working exactly when t <= after(from, working). That is the instant at
  /// which the next microsecond of work begins: four hours that end at noon still read four at one
  /// o'clock sharp, when work resumes. One microsecond before `from` for a negative `working`.
  std::optional<Instant> after(Instant from, Duration working) const;

  /// The end of the N-th working day after the day on which `from` counts as come: the first
  /// working day whose closing is still ahead (at closing time itself the day is over). A day on
  /// which the case is paused at closing time is not counted; a pause that begins at closing time
  /// counts as paused, one that ends then does not. days >= 0.
  /// The result is a local midnight and excluded: kept means done strictly before it, and a miss is
  /// dated at it. nullopt: none for now because of an open pause, or none within reach.
  std::optional<Instant> deadline_working_days(Instant from, std::int64_t days,
                                               std::span<const Pause> pauses) const;

 private:
  std::shared_ptr<const WorkingYears> years_;
};
static_assert(Clock<WorkingTime>);
static_assert(Clock<ElapsedTime>);

/// The end of the N-th calendar day after the day of `from`, as a local midnight, excluded like
/// that of working days. Pauses and holidays do not move it. days >= 0. nullopt when it lies beyond
/// WorkingTime::kLastYear.
std::optional<Instant> deadline_calendar_days(const config::Zone& zone, Instant from,
                                              std::int64_t days);

}  // namespace charterd::rules
