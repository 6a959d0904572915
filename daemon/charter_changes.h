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
  std::string before, after;  ///< "" where it was not said
};

struct TargetChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string id;
  std::vector<TermChange> terms;  ///< of an added or removed one: the statement and the goal
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

/// Of each target of the charter what its goal asked for, as far as it differed by nothing else.
std::vector<rules::GoalsInForce> goals_in_force(const std::vector<CharterEdition>& editions,
                                                const config::Charter& charter);

/// Gives the charter the version, the hash and, where nothing but the number of a goal differs, the
/// goals of the edition. Sentences on the other targets: those that it did not have, those that it
/// had and the charter has not, those that are counted otherwise since.
std::vector<std::string> judge_by(const CharterEdition& edition, config::Charter& charter);

}  // namespace charterd::daemon
