// Burn rates: is a share's error budget being used up faster than its window allows?
#pragma once

#include <optional>
#include <vector>

#include "config/charter.h"
#include "rules/cells.h"

namespace charterd::rules {

/// Two windows that must both burn: the long one says that it matters, the short one that it goes
/// on. `factor` and `share_of_budget` are F and k of the threshold max(1, min(F, k/a)).
struct BurnPair {
  Duration longer{};
  Duration shorter{};
  Fixed factor = kFixedOne;
  Fixed share_of_budget = kFixedOne;
  bool pages = false;  ///< has the target's severity; otherwise a ticket
};

/// The pairs that fit a target: the longer window four times within the goal's window, and not
/// shorter than the goal's own limit (a day for limits in days). None where the goal allows no
/// miss or is not a share with a limit.
std::vector<BurnPair> burn_pairs(const config::Target& target);

/// The longest limit in time that a condition sets: "<= 20s" is 20 s, limits in days are a day.
Duration longest_limit(const config::Condition& condition);

/// The share of bad outcomes that the goal allows, from 0 to kFixedOne: 1 - P for `at least`, P for
/// `at most`, 0 for `every one`. nullopt where the goal is not a share with a limit.
std::optional<Fixed> allowed_share(const config::Goal& goal);

/// (bad share) / allowed; nullopt where there are no outcomes or nothing is allowed.
std::optional<double> burn_rate(const Sums& sums, Fixed allowed);

/// True when both windows burn at max(1, min(F, k/a)) or more, the long one's bad share is above
/// the allowed one with 97.5% confidence (Wilson), and it holds at least 5 misses.
/// The rates are compared in whole numbers.
bool burns(const BurnPair& pair, const Sums& longer, const Sums& shorter, Fixed allowed);

}  // namespace charterd::rules
