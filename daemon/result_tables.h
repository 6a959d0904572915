// The tables that `evaluate` shows people, whatever they are written as.
#pragma once

#include <string>
#include <vector>

#include "daemon/results.h"
#include "daemon/text_table.h"

namespace charterd::daemon {

/// "Example Outfitters, as of 2026-10-31 23:00 (Europe/Prague)".
std::string heading_of(const Results& results);

/// A row for every series: what was promised, how it was kept, and the verdict.
TextTable verdict_table(const Results& results);

/// From when to when each window reaches, in the charter's local time.
TextTable window_table(const Results& results);

/// What became of each source's records.
TextTable record_table(const Results& results);

/// Sentences on what did not enter the figures: unusable values, folded labels.
std::vector<std::string> remarks_of(const Results& results);

}  // namespace charterd::daemon
