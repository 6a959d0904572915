// Shares: their interval, their budget, and whether it burns (contract, sections 4.8 and 6).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "config/charter.h"
#include "tests/reference/slow_time.h"

namespace charterd::slow {

/// An outcome of a share that counts.
struct Counted {
  Instant at{};
  bool good = false;
};

/// The 95% Wilson interval of `part` in `all`, which is not 0.
std::pair<double, double> wilson(std::int64_t part, std::int64_t all);

/// The share of misses that the goal allows, in millionths.
Fixed allowed_misses(const config::Goal& goal);

/// The steps that begin in (floor(now) - length, floor(now)].
Stretch rolling_window(Duration length, Instant now);

/// Whether any pair of windows burns at `now`. `length`: nominal, of the target's window.
bool burns(const config::Target& target, const std::vector<Counted>& outcomes, Instant now,
           Duration length);

}  // namespace charterd::slow
