#include "config/http_source_loader.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "config/yaml_form.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::array<YamlKey, 2> kHttpKeys = {{
    {"token_file", YamlShape::text, "the path of a file with the bearer token"},
    {"max_body", YamlShape::text, "a size such as 4MiB"},
}};

constexpr std::size_t kKiB = 1 << 10;
constexpr std::size_t kMiB = 1 << 20;
constexpr std::size_t kLeastBody = kKiB;
constexpr std::size_t kMostBody = 16 * kMiB;

// `512KiB`, `4 MiB`.
std::optional<std::size_t> parse_size(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || number > kMostBody) return std::nullopt;
  std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit == "KiB") return number * kKiB;
  if (unit == "MiB") return number * kMiB;
  return std::nullopt;
}

}  // namespace

PushOptions load_http_source(const YamlNode& node, const std::string& what,
                             const std::filesystem::path& folder, Diagnostics& diagnostics) {
  PushOptions result;
  result.folder = folder;
  const YamlMapping http(node, fmt::format("\"http\" of {}", what), kHttpKeys, diagnostics);
  if (const YamlNode* token = http.find("token_file")) {
    result.token_file = token->text;
    if (token->text.empty()) {
      diagnostics.error(token->place, "\"token_file\" needs a path, not an empty text");
    }
  }
  if (const YamlNode* most = http.find("max_body")) {
    const auto size = parse_size(most->text);
    result.max_body = size.value_or(result.max_body);
    if (!size || *size < kLeastBody || *size > kMostBody) {
      diagnostics.error(
          most->place,
          fmt::format("\"max_body\" needs a size from 1KiB to 16MiB, such as 4MiB, not \"{}\"",
                      most->text));
    }
  }
  return result;
}

const YamlForm kHttpSourceForm{YamlForm::Kind::keys, kHttpKeys};

}  // namespace charterd::config
