// What has changed from one edition of the charter to the next, and by which one a finished period
// is judged.
#pragma once

#include <string>
#include <vector>

#include "config/charter.h"
#include "daemon/charter_edition.h"
#include "rules/goal_in_force.h"

namespace charterd::daemon {

struct TermChange {
  std::string term;           ///< a key of the charter
  std::string before, after;  ///< "" where it was not said; each cut to kTermWidth
};

struct TargetChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string id;
  std::vector<TermChange> terms;   ///< of an added or removed one: the statement and the goal
  bool counted_otherwise = false;  ///< by these terms, or by what else the charter says
};

struct CharterChange {
  Instant at{};  ///< in force since then
  std::string version_before, version, hash;
  std::vector<TargetChange> targets;  ///< may be empty: then the version alone is another
};

/// Those that came into force in [from, to), the earliest first. The oldest edition that is known
/// is not one.
std::vector<CharterChange> changes_between(const std::vector<CharterEdition>& editions,
                                           Instant from, Instant to);

/// The last that came into force before `end`, else the oldest that is known; nullptr where there
/// is none.
const CharterEdition* in_force_at(const std::vector<CharterEdition>& editions, Instant end);

/// Of each target of the plan what it was judged by, where it was counted as it is now; the present
/// goal elsewhere.
std::vector<rules::GoalsInForce> goals_in_force(const std::vector<CharterEdition>& editions,
                                                const rules::Plan& plan);

/// Gives the charter, of which `now` is the edition, the version and the hash of `edition` and,
/// where a target was counted as it is now, the goal and `minimum_events`. Sentences on the other
/// targets: those that it did not have, those that it had and the charter has not, those that are
/// counted otherwise since, or may be.
std::vector<std::string> judge_by(const CharterEdition& edition, const CharterEdition& now,
                                  config::Charter& charter);

}  // namespace charterd::daemon
