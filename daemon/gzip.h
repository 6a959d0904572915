// gzip for HTTP answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace charterd::daemon {

/// `text` as one gzip member, compressed for speed; nullopt when there is no memory for it.
std::optional<std::string> gzip(std::string_view text);

}  // namespace charterd::daemon
