// Reads sources from beginning to end, one after the other.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "collectors/event_sink.h"
#include "collectors/source.h"

namespace charterd::daemon {

using Sources = std::vector<std::unique_ptr<collectors::Source>>;

/// Reads `source`, opened with ReadMode::once, until it has no more or `step`, which is called
/// after every piece, says false.
void read_to_end(collectors::Source& source, collectors::EventSink& sink,
                 const std::function<bool()>& step);

/// Writes the problems that `source` met, a line each; returns how many.
std::size_t report_problems(collectors::Source& source, const std::string& name,
                            std::ostream& messages);

}  // namespace charterd::daemon
