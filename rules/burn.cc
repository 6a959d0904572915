#include "rules/burn.h"

#include <algorithm>

#include "rules/wilson.h"
#include "rules/windows.h"

namespace charterd::rules {

namespace {

constexpr std::int64_t kFewestMisses = 5;

Duration limit_of(const config::Test& test) {
  if (!test.quantity || !test.quantity->is_time()) return {};
  using Kind = config::Quantity::Kind;
  const Kind kind = test.quantity->kind;
  if (kind == Kind::working_days || kind == Kind::calendar_days) return kDay;
  return Duration{test.quantity->amount};
}

// part/total >= threshold, the threshold in 10^-12. Weights are in millionths already, so that the
// product could need more than 128 bits: then both sides lose digits that no share shows.
bool at_least(Wide part, Wide total, Wide threshold) {
  constexpr Wide kScale = Wide{kFixedOne} * kFixedOne;
  constexpr Wide kLargest = Wide{1} << 84;
  while (total > kLargest) {
    part >>= 1;
    total >>= 1;
  }
  return part * kScale >= threshold * total;
}

}  // namespace

Duration longest_limit(const config::Condition& condition) {
  Duration longest{};
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) longest = std::max(longest, limit_of(test));
    for (const config::Condition& inner : map.none_of) {
      longest = std::max(longest, longest_limit(inner));
    }
  }
  return longest;
}

std::optional<Fixed> allowed_share(const config::Goal& goal) {
  using Kind = config::Goal::Kind;
  if (!goal.is_share()) return std::nullopt;
  switch (goal.kind) {
    case Kind::at_least:
      return kFixedOne - goal.amount;
    case Kind::at_most:
      return goal.amount;
    case Kind::every_one:
      return 0;
    default:
      return std::nullopt;
  }
}

std::vector<BurnPair> burn_pairs(const config::Target& target) {
  using std::chrono::hours;
  using std::chrono::minutes;
  static const BurnPair all[] = {{hours{1}, minutes{5}, 14'400'000, 750'000, true},
                                 {hours{6}, minutes{30}, 6'000'000, 500'000, true},
                                 {hours{24}, hours{2}, 3'000'000, 300'000, false},
                                 {hours{72}, hours{6}, 1'000'000, 200'000, false}};
  const std::optional<Fixed> allowed = allowed_share(target.goal);
  if (!allowed || *allowed <= 0) return {};
  const Duration window = nominal_length(target.effective_window());
  const auto& kept = target.good ? target.good : target.bad;
  const Duration limit = kept ? longest_limit(*kept) : Duration{};
  std::vector<BurnPair> fitting;
  for (const BurnPair& pair : all) {
    if (4 * pair.longer <= window && pair.longer >= limit) fitting.push_back(pair);
  }
  return fitting;
}

std::optional<double> burn_rate(const Sums& sums, Fixed allowed) {
  const Wide total = sums.good + sums.bad;
  if (total == 0 || allowed <= 0) return std::nullopt;
  return static_cast<double>(sums.bad) / static_cast<double>(total) / to_double(allowed);
}

bool burns(const BurnPair& pair, const Sums& longer, const Sums& shorter, Fixed allowed) {
  if (longer.bad_outcomes < kFewestMisses || allowed <= 0) return false;
  // The threshold of the rate, max(1, min(F, k/a)), times a: a share of bad, in 10^-12.
  const Wide threshold =
      std::max(Wide{allowed} * kFixedOne,
               std::min(Wide{pair.factor} * allowed, Wide{pair.share_of_budget} * kFixedOne));
  const auto reaches = [threshold](const Sums& sums) {
    const Wide total = sums.good + sums.bad;
    return total > 0 && at_least(sums.bad, total, threshold);
  };
  if (!reaches(longer) || !reaches(shorter)) return false;
  const double share = *burn_rate(longer, allowed) * to_double(allowed);
  return wilson(share, effective_count(longer)).low > to_double(allowed);
}

}  // namespace charterd::rules
