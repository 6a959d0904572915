#include "rules/gap.h"

#include <algorithm>

namespace charterd::rules {

namespace {

struct Ratio {
  Wide part = 0, whole = 1;
};

// Counts stay far below 2^40 and weights, in millionths, below 2^60: products of two fit in 127
// bits, those of three do not, so the last factor is compared in long double for weights.
bool less(const Ratio& a, const Ratio& b) { return a.part * b.whole < b.part * a.whole; }

bool within(const Ratio& low, const Ratio& high, Fixed points, bool weighted) {
  const Wide difference = high.part * low.whole - low.part * high.whole;
  const Wide whole = high.whole * low.whole;
  constexpr int kPointsInOne = 100;
  if (!weighted) return difference * kPointsInOne * kFixedOne <= Wide{points} * whole;
  return static_cast<long double>(difference) * kPointsInOne * kFixedOne <=
         static_cast<long double>(points) * static_cast<long double>(whole);
}

}  // namespace

Gap gap_between(const TargetPlan& target, std::span<const Sums> groups) {
  std::optional<Ratio> low, high;
  int counted = 0;
  std::int64_t smallest = 0;
  for (const Sums& sums : groups) {
    const Wide whole = sums.good + sums.bad;
    if (sums.outcomes < target.minimum || whole == 0) continue;
    smallest = counted++ == 0 ? sums.outcomes : std::min(smallest, sums.outcomes);
    const Ratio ratio{target.kept_is_bad ? sums.bad : sums.good, whole};
    if (!low || less(ratio, *low)) low = ratio;
    if (!high || less(*high, ratio)) high = ratio;
  }
  if (counted < 2) return {};
  const auto value = [](const Ratio& r) {
    return static_cast<double>(r.part) / static_cast<double>(r.whole);
  };
  const bool weighted = target.cell == CellKind::weighted;
  return {100 * (value(*high) - value(*low)),
          within(*low, *high, target.config->goal.amount, weighted), smallest};
}

}  // namespace charterd::rules
