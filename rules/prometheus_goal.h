// What an alert on a goal looks at: the recorded figure, and which side of the limit is wrong.
#pragma once

#include <optional>
#include <string>

#include "config/charter.h"
#include "rules/burn.h"

namespace charterd::rules {

/// Where a target's figure over all instances comes from.
enum class FigureKind {
  good_ratio,    ///< shares
  bad_ratio,     ///< `at most P%`, and improvements with `bad:`
  misses,        ///< `every one`: how many there were
  inside_ratio,  ///< percentiles with a limit: the share of values that is counted against it
  mean,          ///< amount / observations
  score,         ///< nps: 100 * amount / observations
  amount,        ///< sum
  count,         ///< observations
  gap,           ///< points between the parts
  worst,         ///< what adds up to nothing (percentiles without a limit): the worst instance's
};
FigureKind figure_kind(const config::Target& target);

/// The goal is missed when `figure OP limit` is true; the limit is exact decimal text.
struct GoalTest {
  std::string op;  ///< <, <=, >, >=
  std::string limit;
};
/// nullopt: no figure can miss it (at least 0%), or the goal has no fixed limit (improvements).
std::optional<GoalTest> missed_when(const config::Charter& charter, const config::Target& target);

/// The window whose figure decides: `previous` for a total that a calendar window must reach.
std::string decisive_window(const config::Target& target);

/// Outcomes count by weight, so that their number is not among the metrics.
bool is_weighted(const config::Charter& charter, const config::Target& target);

/// The figure is in seconds.
bool is_in_seconds(const config::Charter& charter, const config::Target& target);

/// The pairs that can burn: see burn_pairs(). None where the bad share cannot exceed the allowed.
std::vector<BurnPair> reachable_pairs(const config::Target& target);

/// The bad share at which a pair burns, max(a, min(F a, k)), in 10^-12.
std::int64_t burning_share(const BurnPair& pair, Fixed allowed);

/// No goal's alert fires sooner, so that what inhibits it (CharterdDown, CharterSourceSilent) is
/// there before it.
inline constexpr Duration kShortestHold = std::chrono::minutes{2};

/// How long a pair must burn before that counts: longer for loose goals, whose burn rate can never
/// reach the pair's factor, so that a handful of misses in a quiet hour does not page by chance.
Duration hold_of(const BurnPair& pair, Fixed allowed);

/// How long a goal must be missed before that counts, and how long it is still counted as missed
/// when it holds again: an hour and two for windows of days, less for shorter ones.
Duration hold_of(const config::Target& target);
Duration keep_of(const config::Target& target);

/// Whether cases of the target can be overdue: a share of them that sets a limit in time.
bool can_be_overdue(const config::Target& target);

}  // namespace charterd::rules
