// Whose state it is: what the numbers in the keys of kept rows mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/kept_rows.h"
#include "config/settings.h"
#include "rules/definition.h"
#include "rules/plan.h"

namespace charterd::daemon {

struct StateIdentity {
  rules::Definitions parts;
  std::vector<std::string> sources;  ///< their names
  std::vector<std::string> origins;  ///< where each source's records come from

  /// `arrives_within`: of each case of the plan, see EngineOptions.
  static StateIdentity of(const rules::Plan& plan, const config::Settings& settings,
                          const std::vector<Duration>& arrives_within);
  std::string pack() const;
  static std::optional<StateIdentity> unpack(std::string_view bytes);
};

/// Parts of a plan, by their numbers in it, that are not in the state as they should be.
struct FillingParts {
  std::vector<std::size_t> targets, cases, measures;

  bool empty() const { return targets.empty() && cases.empty() && measures.empty(); }
  std::string pack() const;
  static std::optional<FillingParts> unpack(std::string_view bytes);
};

/// Finds the rows of one identity their places in another: of parts that are defined alike, however
/// they are numbered; a source under another name is the same when its records come from the same
/// place. The cases' events name sources, so that cases have a place only where those
/// have kept their numbers.
class RowMap {
 public:
  /// `to` is that of the plan.
  RowMap(const StateIdentity& from, const StateIdentity& to, const rules::Plan& plan);

  /// nullopt where the other identity has no such part.
  std::optional<config::RowKey> place_of(const config::RowKey& key) const;

  /// Parts of `to` that get no rows from `from`.
  const FillingParts& lacking() const { return lacking_; }
  /// Adds to them those that `from` lacked already.
  void add_lacking(const FillingParts& of_from);

 private:
  using Places = std::vector<std::optional<std::size_t>>;  // by the number in `from`

  bool is_of_other_form(std::int64_t source) const;
  static Places places_of_sources(const StateIdentity& from, const StateIdentity& to);

  Places labels_, measures_, cases_, targets_, sources_;
  std::vector<bool> other_form_;  // of each source: what says how far it was read is of no use
  FillingParts lacking_;
};

}  // namespace charterd::daemon
