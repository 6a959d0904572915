// Pauses of a case, and the two clocks that they stop: elapsed time and working time.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <span>

#include "config/instant.h"

namespace charterd::rules {

/// A time in which a case's clocks stand still. Half open: from <= t < to.
/// In every list of pauses here they are in order and disjoint, and only the last may be open.
struct Pause {
  Instant from{};
  std::optional<Instant> to;  ///< nullopt: open, nobody has ended it yet

  bool contains(Instant t) const { return from <= t && (!to || t < *to); }
};

/// What measures time without pauses:
/// `between(from, to)` is how much of it lies in [from, to), never negative;
/// `after(from, limit)` is the last instant t with between(from, t) <= limit, nullopt when there is
/// none within reach.
template <class T>
concept Clock = requires(const T& clock, Instant t, Duration limit) {
  { clock.between(t, t) } -> std::same_as<Duration>;
  { clock.after(t, limit) } -> std::same_as<std::optional<Instant>>;
};

/// The clock on the wall: it runs day and night.
class ElapsedTime {
 public:
  Duration between(Instant from, Instant to) const { return std::max(to - from, Duration{}); }

  /// One microsecond before `from` for a negative limit, which holds nowhere from `from` on.
  std::optional<Instant> after(Instant from, Duration limit) const {
    if (limit < Duration{}) return from - Duration{1};
    // Only a time before 1970 leaves room for the longest limits.
    if (from.time_since_epoch() > Duration{} && limit > Instant::max() - from) return std::nullopt;
    return from + limit;
  }
};

/// How much of the clock's time lies in [from, to) and in no pause. An open pause lasts beyond
/// `to`. 0 unless from < to.
template <Clock C>
Duration measured(const C& clock, Instant from, Instant to, std::span<const Pause> pauses) {
  Duration total = clock.between(from, to);
  for (const Pause& pause : pauses) {
    const Instant stopped = std::max(from, pause.from);
    const Instant resumed = std::min(to, pause.to.value_or(to));
    if (stopped < resumed) total -= clock.between(stopped, resumed);
  }
  return total;
}

/// The last instant that still reads the limit: for every t from `from` on,
/// measured(clock, from, t, pauses) <= limit exactly when t <= deadline. So the deadline itself is
/// in time, and a limit that is reached just as a pause or a closing begins holds until the clock
/// runs again. nullopt: there is no deadline for now, because an open pause comes before it or
/// because the clock never gets that far.
template <Clock C>
std::optional<Instant> deadline(const C& clock, Instant from, Duration limit,
                                std::span<const Pause> pauses) {
  Instant running_from = from;
  for (const Pause& pause : pauses) {
    if (pause.to && *pause.to <= running_from) continue;
    const Duration run = clock.between(running_from, std::max(running_from, pause.from));
    if (run > limit) break;
    limit -= run;
    if (!pause.to) return std::nullopt;
    running_from = *pause.to;
  }
  return clock.after(running_from, limit);
}

}  // namespace charterd::rules
