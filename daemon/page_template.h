// Documents out of templates.
#pragma once

#include <string>
#include <string_view>

#include "daemon/page_data.h"

namespace charterd::daemon {

/// daemon/templates, compiled in.
std::string_view page_template();      ///< the customers' page
std::string_view page_style();         ///< its style sheet
std::string_view page_style_digest();  ///< its SHA-256 in 64 small hexadecimal digits
std::string_view badge_template();
std::string_view document_template();  ///< the manager's document
std::string_view document_style();

/// Of page_style(), for a Content-Security-Policy: "sha256-...".
std::string page_style_hash();

/// Fills a mustache template; {{text}} is escaped for HTML, {{{text}}} is not. A template that is
/// wrong throws std::logic_error.
std::string fill_template(std::string_view text, const PageData& data);

}  // namespace charterd::daemon
