// `journald: {matches: [...], directory: ...}` of a source.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/intake_fields.h"
#include "config/intake_loader.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::array<YamlKey, 2> kJournaldKeys = {{
    {"matches", YamlShape::texts, "a list of matches, such as [\"_SYSTEMD_UNIT=shop.service\"]"},
    {"directory", YamlShape::text, "a folder of journal files, such as /var/log/journal/remote"},
}};

constexpr std::string_view kOr = "+";

// What journald itself takes for a field's name.
bool is_field_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  return is_intake_field(Source::Kind::journald, name) && name.size() <= kLongest &&
         (name.front() < '0' || name.front() > '9') && !name.starts_with("__");
}

bool is_match(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != std::string_view::npos && is_field_name(text.substr(0, equals));
}

// Those that a careless hand has written small: `_systemd_unit=shop.service`.
std::string hint_for(std::string_view text) {
  std::string name(text.substr(0, text.find('=')));
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (text.find('=') != std::string_view::npos && is_field_name(name) &&
      name != text.substr(0, name.size())) {
    return fmt::format("fields of the journal are written in capitals: {}", name);
  }
  return "`journalctl -o verbose` shows which fields there are";
}

void read_match(const YamlNode& node, JournaldOptions& result, Diagnostics& diagnostics) {
  if (node.text == kOr) {
    if (result.matches.empty() || result.matches.back() == kOr) {
      diagnostics.error(node.place, "\"+\" needs a match before it");
    }
  } else if (!is_match(node.text)) {
    diagnostics.error(
        node.place,
        fmt::format("a match needs FIELD=value, such as _SYSTEMD_UNIT=shop.service, not \"{}\"",
                    node.text),
        hint_for(node.text));
  }
  result.matches.push_back(node.text);
}

}  // namespace

JournaldOptions load_journald(const YamlNode& node, const std::string& source,
                              Diagnostics& diagnostics) {
  JournaldOptions result;
  if (node.is_scalar() && node.text == "true") return result;
  const YamlMapping mapping(node, fmt::format("\"journald\" of {}", source), kJournaldKeys,
                            diagnostics);
  if (const YamlNode* matches = mapping.find("matches")) {
    if (matches->is_scalar()) read_match(*matches, result, diagnostics);
    for (const YamlNode& match : matches->items) read_match(match, result, diagnostics);
    if (!result.matches.empty() && result.matches.back() == kOr) {
      diagnostics.error(matches->place, "\"+\" needs a match behind it");
    }
  }
  if (const YamlNode* directory = mapping.find("directory")) {
    result.directory = directory->text;
    if (!directory->text.starts_with('/')) {
      diagnostics.error(directory->place,
                        fmt::format("\"directory\" needs a path that begins with /, not \"{}\"",
                                    directory->text));
    }
  }
  return result;
}

namespace {

constexpr YamlForm kMappingForm{YamlForm::Kind::keys, kJournaldKeys};

}  // namespace

const YamlForm kJournaldForm{YamlForm::Kind::true_or, {}, {}, &kMappingForm};

}  // namespace charterd::config
