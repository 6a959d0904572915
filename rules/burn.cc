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

std::optional<double> allowed_share(const config::Goal& goal) {
  using Kind = config::Goal::Kind;
  if (!goal.is_share()) return std::nullopt;
  switch (goal.kind) {
    case Kind::at_least:
      return to_double(kFixedOne - goal.amount);
    case Kind::at_most:
      return to_double(goal.amount);
    case Kind::every_one:
      return 0;
    default:
      return std::nullopt;
  }
}

std::vector<BurnPair> burn_pairs(const config::Target& target) {
  using std::chrono::hours;
  using std::chrono::minutes;
  static const BurnPair all[] = {{hours{1}, minutes{5}, 14.4, 0.75, true},
                                 {hours{6}, minutes{30}, 6, 0.5, true},
                                 {hours{24}, hours{2}, 3, 0.3, false},
                                 {hours{72}, hours{6}, 1, 0.2, false}};
  const std::optional<double> allowed = allowed_share(target.goal);
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

std::optional<double> burn_rate(const Sums& sums, double allowed) {
  const Wide total = sums.good + sums.bad;
  if (total == 0 || allowed <= 0) return std::nullopt;
  return static_cast<double>(sums.bad) / static_cast<double>(total) / allowed;
}

bool burns(const BurnPair& pair, const Sums& longer, const Sums& shorter, double allowed) {
  if (longer.bad_outcomes < kFewestMisses) return false;
  const std::optional<double> long_rate = burn_rate(longer, allowed);
  const std::optional<double> short_rate = burn_rate(shorter, allowed);
  if (!long_rate || !short_rate) return false;
  const double threshold = std::max(1.0, std::min(pair.factor, pair.share_of_budget / allowed));
  if (*long_rate < threshold || *short_rate < threshold) return false;
  return wilson(*long_rate * allowed, effective_count(longer)).low > allowed;
}

}  // namespace charterd::rules
