// The engine and the sources that feed it: what is saved together, and restored together.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/source.h"
#include "collectors/vocabulary.h"
#include "config/kept_rows.h"
#include "config/settings.h"
#include "daemon/charter_edition.h"
#include "daemon/heartbeat.h"
#include "daemon/state_identity.h"
#include "daemon/state_store.h"
#include "rules/engine.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// Keeps its address. One thread at a time.
class LiveState {
 public:
  /// What the references name outlives the state.
  struct Parts {
    std::shared_ptr<const rules::Plan> plan;
    const collectors::Vocabulary& vocabulary;  ///< that of the plan
    const config::Settings& settings;
    /// Opens those of the settings, in order, as if nothing had been read.
    std::function<std::vector<std::unique_ptr<collectors::Source>>()> open_sources;
    Heartbeat* heartbeat = nullptr;  ///< beats for each row that is restored
  };

  /// As new. `labels_of`: see EngineOptions.
  explicit LiveState(const Parts& parts, const rules::Engine* labels_of = nullptr);

  /// As the store has kept it; as new where it has kept nothing. Of the state of another charter
  /// what is defined alike is taken over, the rest is lacking. The error says which row is damaged,
  /// or why the store cannot be read.
  static tl::expected<std::unique_ptr<LiveState>, std::string> restore(const Parts& parts,
                                                                       StateStore& store);

  rules::Engine& engine() { return *engine_; }
  const rules::Engine& engine() const { return *engine_; }
  using Sources = std::vector<std::unique_ptr<collectors::Source>>;
  Sources& sources() { return sources_; }
  const Sources& sources() const { return sources_; }

  /// The store has kept something.
  bool is_restored() const { return is_restored_; }
  /// It was the state of other targets, measures, cases or sources, and the store does not know yet
  /// what has become of it.
  bool replaces_other() const { return is_restored_ && !introduced_; }
  /// What was counted before is missing in these: their figures are hidden until the state is whole
  /// again, see Filling.
  const FillingParts& lacks() const { return lacks_; }

  const StateIdentity& identity() const { return identity_; }

  /// What the charter has promised, the oldest first.
  const std::vector<CharterEdition>& editions() const { return editions_.all(); }

  /// What has changed since the last call: just after Engine::figures(), and before more is read.
  /// `now`: the charter is in force at that time, which is kept where it says something new.
  config::RowChanges changes(std::optional<Instant> now = std::nullopt);

  /// The names of the retired sources that changes() has let go since the last call.
  std::vector<std::string> take_let_go() { return std::exchange(let_go_, {}); }

 private:
  bool take(const config::RowKey& key, std::string_view value);
  bool take_identity(std::string_view value);
  bool take_lacks(std::string_view value);
  bool restore_row(const config::RowKey& key, std::string_view value);
  void finish_restoring();
  std::optional<std::string_view> path_of(std::uint32_t source, std::uint32_t stream) const;

  const Parts parts_;
  StateIdentity identity_;
  Sources sources_;
  std::unique_ptr<rules::Engine> engine_;
  CharterEditions editions_;
  FillingParts lacks_;
  std::optional<RowMap> map_;   // of a state of another identity
  config::RowChanges carried_;  // its rows, in their new places
  bool is_restored_ = false;    // the store has kept something
  bool introduced_ = false;     // the store knows whose state it is
  std::vector<std::string> let_go_;
};

}  // namespace charterd::daemon
