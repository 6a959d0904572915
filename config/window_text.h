// The words of a window: 28 days, 6 hours, calendar month.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/charter.h"

namespace charterd::config {

/// Reads a window. Rolling windows: whole minutes up to 6 hours, whole hours beyond, at most
/// 5 years (1,830 days). The error says what was expected.
tl::expected<Window, std::string> parse_window(std::string_view text);

}  // namespace charterd::config
