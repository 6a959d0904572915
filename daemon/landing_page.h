// The page at `/`: what this is, and where the rest is.
#pragma once

#include <string>
#include <string_view>

#include "config/charter.h"

namespace charterd::daemon {

/// `text` with the characters that HTML gives a meaning replaced; fit for text and attributes.
std::string escape_html(std::string_view text);

/// A whole HTML document without script.
std::string render_landing_page(const config::Charter& charter, std::string_view program_version);

}  // namespace charterd::daemon
