// What `evaluate` prints and the API serves: figures and what became of the records.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "collectors/event_sink.h"
#include "daemon/options.h"
#include "rules/figures.h"

namespace charterd::daemon {

struct SourceResult {
  std::string name;
  collectors::SourceCounts counts;
};

struct Results {
  rules::Figures figures;
  std::vector<SourceResult> sources;
};

/// The JSON of the contract's section 4, one line, ending with a newline. Missing is null.
std::string render_json(const Results& results);
std::string render_csv(const Results& results);
std::string render_markdown(const Results& results);
/// For a terminal `width` columns wide (0: unknown, nothing is cut for it); `colour` adds ANSI
/// colours, never as the only sign.
std::string render_table(const Results& results, bool colour, std::size_t width = 0);
std::string render(const Results& results, OutputFormat format, bool colour, std::size_t width = 0);

/// RFC 3339 in UTC: 2026-03-31T22:00:00Z, with as many digits of a second as needed.
std::string format_instant(Instant instant);

}  // namespace charterd::daemon
