// `check --against LOGS`: the charter's goals beside what old logs tell.
#pragma once

#include "daemon/options.h"
#include "daemon/setup.h"
#include "daemon/text_table.h"

namespace charterd::daemon {

/// Reads the logs that Options::against names, through the mappings of the sources, and writes to
/// standard output how each goal would have fared in the complete windows of their time. The exit
/// status: 0, 1 when they cannot be read, 2 when it is not clear what they are; then standard
/// error says why.
int check_history(const Options& options, Setup& setup, const Look& look);

}  // namespace charterd::daemon
