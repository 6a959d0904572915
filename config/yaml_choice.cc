#include "config/yaml_choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/yaml_mapping.h"

namespace charterd::config {

std::optional<std::size_t> read_choice(const YamlNode& node, std::string_view what,
                                       std::span<const std::string_view> words,
                                       Diagnostics& diagnostics) {
  const std::string expected = fmt::format("one of {}", fmt::join(words, ", "));
  if (!check_shape(node, YamlShape::text, what, expected, diagnostics)) return std::nullopt;
  if (!node.is_scalar()) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string near = nearest(node.text, {words.begin(), words.end()});
  diagnostics.error(node.place,
                    fmt::format("\"{}\" needs {}, not \"{}\"", what, expected, node.text),
                    near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
  return std::nullopt;
}

}  // namespace charterd::config
