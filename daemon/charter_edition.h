// What the charter has said, and since when: kept in the state, so that a report of a finished
// period knows by which goals to judge and what has changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/charter.h"
#include "config/kept_rows.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// What one target promised.
struct TargetTerms {
  std::string id;
  /// By the key of the charter, in a fixed order; what it did not say is not there. Texts in the
  /// charter's first language, each one line.
  std::vector<std::pair<std::string, std::string>> terms;
  /// config::hash_of() the target's rules::definition_of(). "": not known, of an edition that was
  /// kept before this was; its terms are cut to kTermWidth.
  std::string definition;
  // What is judged by, once counted: the goal, and from how many outcomes on.
  config::Goal::Kind kind = config::Goal::Kind::at_least;
  config::Statistic statistic = config::Statistic::share;
  Fixed amount = 0;
  std::int64_t minimum = 1;

  /// "" where it did not say.
  std::string term(std::string_view name) const;
  friend bool operator==(const TargetTerms&, const TargetTerms&) = default;
};
/// Columns that are shown of a term.
inline constexpr std::size_t kTermWidth = 200;

/// What the charter promised from one instant on.
struct CharterEdition {
  Instant since{};  ///< T when charterd began to count by it
  std::string version, hash;
  std::vector<TargetTerms> targets;  ///< in the order of the file

  static CharterEdition of(const rules::Plan& plan, Instant since);
  /// The version and all targets are alike; the hash, which changes with a comment, does not count.
  bool promises_the_same(const CharterEdition& other) const;
  const TargetTerms* find(const std::string& id) const;

  std::string pack() const;
  static std::optional<CharterEdition> unpack(std::string_view bytes);
};

/// Of more editions the oldest are given up.
inline constexpr std::size_t kMostEditions = 64;

/// The editions as rows of config::Table::charters. Not thread-safe.
class CharterEditions {
 public:
  /// Rows come in the order of their numbers. False: it is damaged.
  bool restore(const config::RowKey& key, std::string_view value);
  /// The plan's charter, always the same one, is in force at `now`: a new edition unless it
  /// promises what the last one did. True when there is one.
  bool note(const rules::Plan& plan, Instant now, config::RowChanges& changes);

  const std::vector<CharterEdition>& all() const { return editions_; }  ///< the oldest first

 private:
  std::int64_t first_ = 0;  // the number of the oldest
  bool noted_ = false;
  std::vector<CharterEdition> editions_;
};

}  // namespace charterd::daemon
