// Instants as people type them on a command line, and as the program prints them.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "config/instant.h"

namespace charterd::daemon {

/// What was typed with an offset is an Instant. What was typed without one, a date alone (its
/// midnight) included, waits for a time zone.
using Moment = std::variant<Instant, LocalTime>;

/// Reads `2026-03-31T22:00:00Z`, `2026-03-31 22:00:00.5+02:00`, `2026-03-31T22:00` or
/// `2026-03-31`. The error says what was expected, without repeating the text.
tl::expected<Moment, std::string> parse_moment(std::string_view text);

/// `2026-03-31 22:00`, with seconds and their fraction only where there are any.
std::string format_local(LocalTime local);

}  // namespace charterd::daemon
