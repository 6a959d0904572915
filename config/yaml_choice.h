// Values that must be one of a few words.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "config/yaml_reader.h"

namespace charterd::config {

/// The index of the scalar's text in `words`; nullopt after it has been reported, with the nearest
/// word, that it is none of them. `what` names the value in messages: "format".
std::optional<std::size_t> read_choice(const YamlNode& node, std::string_view what,
                                       std::span<const std::string_view> words,
                                       Diagnostics& diagnostics);

}  // namespace charterd::config
