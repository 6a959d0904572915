// Chance that is the same on every machine: the standard library's distributions are not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace charterd::daemon {

/// xoshiro256**. Not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  double uniform();      ///< 0 <= x < 1
  double exponential();  ///< mean 1
  double normal();       ///< mean 0, standard deviation 1
  bool chance(double probability) { return uniform() < probability; }
  /// An index, with a chance in proportion to its weight. At least one weight is positive.
  std::size_t pick(std::span<const double> weights);

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// Spreads the bits of a number: neighbours give unlike results.
std::uint64_t mix(std::uint64_t value);

/// The chance that a normal number (mean 0, standard deviation 1) is at most x.
double normal_share(double x);
/// Its inverse, for 0 < share < 1.
double normal_quantile(double share);

}  // namespace charterd::daemon
