#include "rules/wilson.h"

#include <algorithm>
#include <cmath>

namespace charterd::rules {

Interval wilson(double ratio, double n) {
  constexpr double z = 1.959963984540054;
  constexpr double z2 = z * z;
  const double scale = 1 / (1 + z2 / n);
  const double centre = (ratio + z2 / (2 * n)) * scale;
  const double half = z * scale * std::sqrt(ratio * (1 - ratio) / n + z2 / (4 * n * n));
  // Where all or none are good, one end is exact.
  return {ratio <= 0 ? 0 : std::max(0.0, centre - half),
          ratio >= 1 ? 1 : std::min(1.0, centre + half)};
}

double effective_count(const Sums& sums) {
  if (!sums.weighted) return static_cast<double>(sums.outcomes);
  if (sums.squares == 0) return 0;
  const double weight = static_cast<double>(sums.good + sums.bad);
  return weight * weight / static_cast<double>(sums.squares);
}

}  // namespace charterd::rules
