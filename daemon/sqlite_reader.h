// The state for other commands than the daemon, which may be running meanwhile.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "daemon/state_store.h"

namespace charterd::daemon {

/// Gives every row of the state in the folder, as StateStore::load() does: what the daemon had
/// committed at one instant. The error says what to do, also when there is no state.
StateStore::Outcome read_state(const std::string& folder, const StateStore::Row& row);

/// Writes a consistent copy of the state in the folder to a new file (0640) and waits until it is
/// on the disk. An existing file is refused; on an error there is no new one.
StateStore::Outcome backup_state(const std::string& folder, const std::string& target);

}  // namespace charterd::daemon
