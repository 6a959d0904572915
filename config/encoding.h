// Which text encodings can be read.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace charterd::config {

/// The encoding as Format::encoding keeps it: "" for UTF-8 and ASCII, else the name. The error
/// says why records in it cannot be read.
tl::expected<std::string, std::string> checked_encoding(const std::string& name);

}  // namespace charterd::config
