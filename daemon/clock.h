// T: the daemon's notion of now, which no step of the wall clock can shake.
#pragma once

#include <functional>

#include "config/instant.h"

namespace charterd::daemon {

/// The two clocks of the machine, as functions, so that tests bring their own.
struct TimeSources {
  std::function<Instant()> wall;   ///< may be stepped either way
  std::function<Duration()> boot;  ///< since some fixed instant; never falls, counts suspension
};

/// CLOCK_REALTIME and CLOCK_BOOTTIME.
TimeSources system_time();

/// T is the wall clock, but it never falls and never advances faster than the boot clock.
/// So a wall clock stepped back makes T stand still until the wall clock has come up to it, and one
/// stepped forward leaves T behind by the step. One thread at a time.
class Clock {
 public:
  explicit Clock(TimeSources sources);

  /// T.
  Instant now();

  /// From now on T is at least `t`, however far the wall clock is behind it.
  void not_before(Instant t);

  /// The boot clock: for intervals, which have nothing to do with the time of day.
  Duration boot() const { return sources_.boot(); }

  /// How far the wall clock was ahead of T at the last now(); negative: behind.
  Duration wall_ahead() const { return wall_ahead_; }

 private:
  TimeSources sources_;
  Instant now_;
  Duration boot_;
  Duration wall_ahead_{};
};

}  // namespace charterd::daemon
