// The reference's clocks: plain walks over stretches of time, to be read rather than to be fast.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "config/charter.h"
#include "config/instant.h"
#include "config/zone.h"

namespace charterd::slow {

/// Behind everything that ever happens: the end of what goes on.
inline constexpr Instant kForever = Instant::max();

/// Half open: from <= t < to.
struct Stretch {
  Instant from{}, to{};
  bool contains(Instant t) const { return from <= t && t < to; }
};

/// The times in which a case's clock stands still; in order, none overlap. The last may end with
/// kForever.
using Pauses = std::vector<Stretch>;

/// `pauses` in any order, overlapping or not, as one list of what is covered by any of them.
Pauses united(std::vector<Stretch> pauses);

/// One calendar's working time, written out stretch by stretch for the years around a day.
class WorkWeek {
 public:
  /// Knows the time from half a year before `around` to two years behind it.
  WorkWeek(const config::Calendar& calendar, const config::Zone& zone, Instant around);

  /// In order; every one of them within one local day.
  struct Shift {
    Stretch time;
    Day day{};
  };
  const std::vector<Shift>& shifts() const { return shifts_; }

  /// The midnight behind the N-th working day after the one on which `from` counts as come. A day
  /// with a pause over its closing is not counted. nullopt: pauses leave no such day.
  std::optional<Instant> end_of_days(Instant from, std::int64_t count, const Pauses& pauses) const;

 private:
  config::Zone zone_;
  std::vector<Shift> shifts_;
};

/// A case's clock from `begin` on: all time, or a calendar's working time, less the pauses.
class Clock {
 public:
  /// `work` is nullptr for elapsed time. Borrows both.
  Clock(Instant begin, const WorkWeek* work, const Pauses& pauses)
      : begin_(begin), work_(work), pauses_(pauses) {}

  /// What the clock reads at `t`; 0 unless begin < t.
  Duration reads_at(Instant t) const;

  /// The last instant that still reads `limit`; nullopt when it reads it for ever.
  std::optional<Instant> last_reading(Duration limit) const;

  /// The first instant that reads `limit`; nullopt when it never does.
  std::optional<Instant> first_reading(Duration limit) const;

 private:
  /// Shows each stretch in which the clock runs, in order, until `stop` says true.
  void run(const std::function<bool(const Stretch&)>& stop) const;
  bool run_without_pauses(Stretch stretch, const std::function<bool(const Stretch&)>& stop) const;

  Instant begin_;
  const WorkWeek* work_;
  const Pauses& pauses_;
};

/// The midnight behind the N-th calendar day after that of `from`.
Instant end_of_calendar_days(const config::Zone& zone, Instant from, std::int64_t count);

}  // namespace charterd::slow
