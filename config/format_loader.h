// What a source's records look like: `format` and the keys that go with it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "config/yaml_mapping.h"

namespace charterd::config {

/// The rows of a source's table that load_format reads.
inline constexpr std::array<YamlKey, 9> kFormatKeys = {{
    {"format", YamlShape::text, "one of json, logfmt, csv, regex, asterisk_queue_log"},
    {"delimiter", YamlShape::text, "one character, such as \";\" or \"\\t\""},
    {"quote", YamlShape::text, "one character, or \"\" for none"},
    {"header", YamlShape::text, "true or false"},
    {"columns", YamlShape::texts, "the columns' names, a list"},
    {"regex", YamlShape::text, "a regular expression with named groups"},
    {"encoding", YamlShape::text, "an encoding such as windows-1250"},
    {"absent_as", YamlShape::text, "the text that means absent, such as \"?\""},
    {"decimal", YamlShape::text, "\".\" or \",\""},
}};

/// In the order of FormatKind.
inline constexpr std::array<std::string_view, 5> kFormatNames = {"json", "logfmt", "csv", "regex",
                                                                 "asterisk_queue_log"};

struct LoadedFormat {
  Format format;
  /// Every field that a record can have, where the settings say so (columns, named groups).
  std::optional<std::vector<std::string>> fields;
};

/// nullopt after errors, which are in the source's diagnostics. `source` is read by a table with
/// kFormatKeys. With `of_message`, what is read is one field of a record, the message: then
/// `format` may be left out, and only formats of single lines will do.
std::optional<LoadedFormat> load_format(const YamlMapping& source, bool of_message);

}  // namespace charterd::config
