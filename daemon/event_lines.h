// Events and rejected records as JSON lines, for `charterd events`.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/event_sink.h"
#include "collectors/vocabulary.h"

namespace charterd::daemon {

/// `{"time":...,"event":...,"source":...,"path":...,"line":...,"fields":{...}}`, ending with a
/// newline. `line` is left out where it is unknown; fields that the event lacks are left out.
std::string event_line(const collectors::Event& event, const collectors::Vocabulary& vocabulary,
                       const collectors::StreamName& stream);

/// `{"rejected":REASON,"source":...,"path":...,"line":...,"offset":...}` and a newline.
std::string rejection_line(const collectors::StreamName& stream, const collectors::Origin& place,
                           collectors::Reason reason);

}  // namespace charterd::daemon
