// A year, quarter, month or day as people name it on a command line.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/instant.h"

namespace charterd::daemon {

/// Local days, half open.
struct Period {
  std::string name;  ///< as it was typed
  Day from{}, to{};
};

/// Reads `2026`, `2026-Q4`, `2026-10` or `2026-10-31`. The error says what was expected, without
/// repeating the text.
tl::expected<Period, std::string> parse_period(std::string_view text);

}  // namespace charterd::daemon
