// `check --against`: old logs in the place of what the sources read now.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/settings.h"
#include "daemon/options.h"

namespace charterd::daemon {

struct HistorySources {
  std::vector<config::Source> sources;  ///< at least one, all of files that there are
  std::vector<std::string> notes;       ///< what was left out, a line each
};

struct HistoryProblem {
  int status = 1;  ///< the exit status: 2 where the command line asks for what cannot be
  std::string message;
};

/// `logs` is a folder, in which each file source's files are looked for by the names that its
/// paths end with; or a file or a glob, which takes the place of what one source reads: the only
/// one there is, or the one that `name` says. With a folder `name` leaves the others out.
tl::expected<HistorySources, HistoryProblem> history_sources(
    const config::Settings& settings, const std::string& logs,
    const std::optional<std::string>& name);

}  // namespace charterd::daemon
