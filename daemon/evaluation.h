// What the commands share that read all sources once and judge.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>

#include "config/settings.h"
#include "config/zone.h"
#include "daemon/options.h"
#include "daemon/read_once.h"
#include "rules/engine.h"

namespace charterd::daemon {

/// Reads the sources from beginning to end into the engine, with a progress bar on standard error
/// where that is a terminal.
void read_all(const Sources& sources, rules::Engine& engine);

/// Writes the problems that the sources met, a line each; how many there were.
std::size_t report_all_problems(const Sources& sources, const config::Settings& settings,
                                std::ostream& messages);

/// What `--at` says; local times are in `zone`.
std::optional<Instant> moment_asked(const Options& options, const config::Zone& zone);

/// T: what was asked, else the latest accepted event, else, with nothing to go by, now, and a
/// message on standard error.
Instant moment_of(const std::optional<Instant>& asked, const rules::Engine& engine);

}  // namespace charterd::daemon
