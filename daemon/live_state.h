// The engine and the sources that feed it: what is saved together, and restored together.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/source.h"
#include "collectors/vocabulary.h"
#include "config/kept_rows.h"
#include "config/settings.h"
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
  };

  /// As new.
  explicit LiveState(const Parts& parts);

  /// As the store has kept it; as new where it has kept nothing, or the state of another charter.
  /// The error says which row is damaged, or why the store cannot be read.
  static tl::expected<std::unique_ptr<LiveState>, std::string> restore(const Parts& parts,
                                                                       StateStore& store);

  rules::Engine& engine() { return *engine_; }
  const rules::Engine& engine() const { return *engine_; }
  using Sources = std::vector<std::unique_ptr<collectors::Source>>;
  Sources& sources() { return sources_; }
  const Sources& sources() const { return sources_; }

  /// The store has kept something.
  bool is_restored() const { return origin_ == Origin::restored; }
  /// What it has kept was made by other targets, measures, cases or sources: the first changes()
  /// put an end to it.
  bool replaces_other() const { return origin_ == Origin::replaces; }

  /// What has changed since the last call: just after Engine::figures(), and before more is read.
  config::RowChanges changes();

 private:
  enum class Origin { fresh, restored, replaces };

  bool take(const config::RowKey& key, std::string_view value);

  std::string identity_;
  Sources sources_;
  std::unique_ptr<rules::Engine> engine_;
  Origin origin_ = Origin::fresh;
  bool introduced_ = false;  // the store knows whose state it is
};

}  // namespace charterd::daemon
