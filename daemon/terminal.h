// Standard output and standard error as the commands use them.
#pragma once

#include <cstddef>
#include <string>

#include "daemon/text_table.h"

namespace charterd::daemon {

/// How standard output is to be written to: plain and of unknown width when it is no terminal,
/// without colour when NO_COLOR is set or the terminal has none.
Look look_of_output();

/// Whether standard error is a terminal.
bool error_is_terminal();

/// Flushes standard output. False, and a message on standard error, when not everything could be
/// written (a full disk).
bool finish_output();

}  // namespace charterd::daemon
