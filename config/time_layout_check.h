// Which layouts of times can be read: "%d-%m-%Y %H:%M".
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace charterd::config {

/// The layout as TimeSource::layout keeps it: each of %n and %t is a blank. The error says which
/// directive is not known or what the layout lacks.
tl::expected<std::string, std::string> checked_time_layout(std::string_view layout);

}  // namespace charterd::config
