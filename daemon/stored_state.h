// The daemon's state as another command reads it, while the daemon runs or not.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "daemon/live_state.h"
#include "daemon/options.h"
#include "daemon/setup.h"

namespace charterd::daemon {

/// The folder of the state: the flag's, else that of the operator's file, which need not be read
/// when there is the flag. nullopt, after messages, when that file has errors.
std::optional<std::string> storage_folder(const Options& options, std::ostream& messages);

/// Where the sources of a state come from that is only looked at: they read nothing.
LiveState::Parts parts_of(Setup& setup);

/// Keeps its address.
struct StoredState {
  std::unique_ptr<Setup> setup;
  std::unique_ptr<LiveState> live;
  Instant at{};  ///< T of the figures that were committed last
};

/// Reads both files and all that the daemon committed last. nullptr, after messages that say what
/// to do, when there is no state, or one of another charter. `amend` may change what decides
/// nothing of what is counted, such as the share that a goal asks for.
std::unique_ptr<StoredState> load_stored_state(
    const Options& options, std::ostream& messages,
    const std::function<void(config::Charter& charter)>& amend = {});

/// Why figures cannot be made of a state that was loaded from `folder`; nullopt when they can.
std::optional<std::string> why_unusable(const LiveState& live, const std::string& folder);

}  // namespace charterd::daemon
