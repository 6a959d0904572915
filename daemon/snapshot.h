// What the pipeline publishes and the HTTP thread serves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collectors/source.h"
#include "config/instant.h"
#include "daemon/results.h"
#include "daemon/state_identity.h"

namespace charterd::daemon {

/// How one source is doing, beside its counts.
struct SourceState {
  bool caught_up = false;  ///< everything that was there at the last look has been read
  Duration behind{};       ///< for so long something was left to read; 0 when caught up
  bool silent = false;     ///< no event for longer than the source's `expect`
  collectors::IntakeStats intake{};
  collectors::Source::Holdings holdings{};
  friend bool operator==(const SourceState&, const SourceState&) = default;
};

/// Everything as of one instant, committed. Never changed once published; any thread may read it.
struct Snapshot {
  Results results;
  std::vector<SourceState> states;  ///< for each of results.sources
  RetiredCount retired;
  bool ready = false;       ///< all sources have been caught up at least once
  std::string waiting_for;  ///< why not ready; names of sources
  /// Why nothing is read and the figures stand still; "" while they go on.
  std::string stale_because;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace charterd::daemon
