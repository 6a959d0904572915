#include "tests/reference/slow_burn.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace charterd::slow {
namespace {

using config::Quantity;
using std::chrono::hours;
using std::chrono::minutes;

// F in tenths and k in hundredths.
struct Pair {
  Duration longer{}, shorter{};
  std::int64_t factor_tenths = 0, budget_hundredths = 0;
};
constexpr std::array kPairs = {
    Pair{hours{1}, minutes{5}, 144, 75}, Pair{hours{6}, minutes{30}, 60, 50},
    Pair{hours{24}, hours{2}, 30, 30}, Pair{hours{72}, hours{6}, 10, 20}};
constexpr std::int64_t kEnoughMisses = 5;

Duration own_limit(const config::Condition& condition) {
  Duration longest{};
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (!test.quantity || !test.quantity->is_time()) continue;
      const bool days = test.quantity->kind == Quantity::Kind::working_days ||
                        test.quantity->kind == Quantity::Kind::calendar_days;
      longest = std::max(longest, days ? Duration{hours{24}} : Duration{test.quantity->amount});
    }
    for (const config::Condition& inner : map.none_of) {
      longest = std::max(longest, own_limit(inner));
    }
  }
  return longest;
}

struct Counts {
  std::int64_t bad = 0, all = 0;
};

Counts count(const std::vector<Counted>& outcomes, const Stretch& window) {
  Counts counts;
  for (const Counted& outcome : outcomes) {
    if (!window.contains(outcome.at)) continue;
    ++counts.all;
    if (!outcome.good) ++counts.bad;
  }
  return counts;
}

// bad/all divided by the allowed share is at least max(1, min(F, k/a)).
bool burns_at_rate(const Counts& counts, const Pair& pair, Fixed allowed) {
  if (counts.all == 0) return false;
  const std::int64_t bad = counts.bad * kFixedOne;
  const std::int64_t budget = counts.all * allowed;
  return bad >= budget && (bad * 10 >= pair.factor_tenths * budget ||
                           counts.bad * 100 >= pair.budget_hundredths * counts.all);
}

}  // namespace

std::pair<double, double> wilson(std::int64_t part, std::int64_t all) {
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(all);
  const double p = static_cast<double>(part) / n;
  const double centre = p + z * z / (2 * n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double below = 1 + z * z / n;
  return {std::max(0.0, (centre - half) / below), std::min(1.0, (centre + half) / below)};
}

Fixed allowed_misses(const config::Goal& goal) {
  if (goal.kind == config::Goal::Kind::at_least) return kFixedOne - goal.amount;
  return goal.kind == config::Goal::Kind::at_most ? goal.amount : 0;
}

Stretch rolling_window(Duration length, Instant now) {
  const Duration step = length <= hours{6} ? Duration{minutes{1}} : Duration{hours{1}};
  const Instant begun{now.time_since_epoch() / step * step};
  return {begun - length + step, begun + step};
}

bool burns(const config::Target& target, const std::vector<Counted>& outcomes, Instant now,
           Duration length) {
  const Fixed allowed = allowed_misses(target.goal);
  if (allowed == 0) return false;
  const Duration limit = own_limit(target.good ? *target.good : *target.bad);
  return std::any_of(kPairs.begin(), kPairs.end(), [&](const Pair& pair) {
    if (4 * pair.longer > length || pair.longer < limit) return false;
    const Counts longer = count(outcomes, rolling_window(pair.longer, now));
    const Counts shorter = count(outcomes, rolling_window(pair.shorter, now));
    return burns_at_rate(longer, pair, allowed) && burns_at_rate(shorter, pair, allowed) &&
           longer.bad >= kEnoughMisses &&
           wilson(longer.bad, longer.all).first * kFixedOne > static_cast<double>(allowed);
  });
}

}  // namespace charterd::slow
