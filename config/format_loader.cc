#include "config/format_loader.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "config/encoding.h"
#include "config/named_groups.h"
#include "config/yaml_choice.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

// Keys that one format alone has.
struct OwnKey {
  std::string_view key;
  FormatKind format;
};
constexpr std::array<OwnKey, 5> kOwnKeys = {{{"delimiter", FormatKind::csv},
                                             {"quote", FormatKind::csv},
                                             {"header", FormatKind::csv},
                                             {"columns", FormatKind::csv},
                                             {"regex", FormatKind::regex}}};

std::string_view name_of(FormatKind kind) { return kFormatNames[static_cast<std::size_t>(kind)]; }

class FormatReader {
 public:
  FormatReader(const YamlMapping& source, bool of_message)
      : source_(source), of_message_(of_message) {}

  std::optional<LoadedFormat> read() {
    if (!read_kind()) return std::nullopt;
    refuse_others_keys();
    if (format_.kind == FormatKind::csv) read_csv();
    if (format_.kind == FormatKind::regex) read_regex();
    read_encoding();
    read_decimal();
    format_.absent_as = source_.text("absent_as");
    if (failed_) return std::nullopt;
    return LoadedFormat{std::move(format_), std::move(fields_)};
  }

 private:
  bool read_kind() {
    const YamlNode* node = source_.find("format");
    if (node == nullptr) {
      format_.kind = FormatKind::none;
      if (source_.has("format")) return false;
      if (!of_message_ && source_.is_mapping()) {
        source_.diagnostics().error(
            source_.place(), fmt::format("{} lacks the key \"format\"", source_.what()),
            "expected: one of json, logfmt, csv, regex, asterisk_queue_log");
      }
      return of_message_;
    }
    const auto kind = read_choice(*node, "format", kFormatNames, source_.diagnostics());
    if (!kind) return false;
    format_.kind = static_cast<FormatKind>(*kind);
    const bool of_lines =
        format_.kind == FormatKind::csv || format_.kind == FormatKind::asterisk_queue_log;
    if (!of_message_ || !of_lines) return true;
    source_.diagnostics().error(
        node->place,
        fmt::format("the format {} is read from files, not out of a message",
                    name_of(format_.kind)),
        "use json, logfmt or regex, or leave \"format\" out");
    return false;
  }

  void error(Place place, std::string message, std::string hint = {}) {
    source_.diagnostics().error(place, std::move(message), std::move(hint));
    failed_ = true;
  }

  void refuse_others_keys() {
    for (const OwnKey& own : kOwnKeys) {
      if (own.format == format_.kind || !source_.has(own.key)) continue;
      error(source_.place_of(own.key),
            fmt::format(
                "\"{}\" is only for the format {}, not for {}", own.key, name_of(own.format),
                format_.kind == FormatKind::none ? "a source without one" : name_of(format_.kind)));
    }
  }

  void read_csv() {
    if (const YamlNode* node = source_.find("delimiter")) {
      if (const auto character = one_character(*node, "delimiter")) {
        format_.csv.delimiter = *character;
      }
    }
    if (const YamlNode* node = source_.find("quote")) {
      if (node->text.empty()) {
        format_.csv.quote = '\0';
      } else if (const auto character = one_character(*node, "quote")) {
        format_.csv.quote = *character;
      }
    }
    if (format_.csv.delimiter == format_.csv.quote) {
      const std::string_view key = source_.has("delimiter") ? "delimiter" : "quote";
      error(source_.place_of(key), "\"delimiter\" and \"quote\" are the same character");
    }
    read_columns();
  }

  // In single quotes YAML keeps `\t` as two characters; what it means is clear all the same.
  std::optional<char> one_character(const YamlNode& node, std::string_view key) {
    if (node.text == "\\t") return '\t';
    const char first = node.text.empty() ? '\0' : node.text.front();
    const bool usable = first == '\t' || (first >= ' ' && first <= '~');
    if (node.text.size() == 1 && usable) return first;
    error(node.place,
          fmt::format("\"{}\" needs one character of ASCII, not \"{}\"", key, node.text));
    return std::nullopt;
  }

  void read_columns() {
    CsvOptions& csv = format_.csv;
    const bool columns = source_.has("columns");
    csv.header = !columns;
    if (const YamlNode* node = source_.find("header")) {
      const auto header = read_flag(*node, "header", source_.diagnostics());
      if (!header) {
        failed_ = true;
      } else if (*header && columns) {
        error(node->place, "\"header\" and \"columns\" exclude each other; expected one of them",
              "the header line gives the columns their names");
      } else if (!*header && !columns) {
        error(node->place, "\"header: false\" needs \"columns\" beside it",
              "write the columns' names: columns: [time, event, wait]");
      }
    }
    if (!columns) return;
    csv.columns = source_.texts("columns");
    if (csv.columns.empty()) {
      failed_ = true;  // reported by its shape
      return;
    }
    check_columns(*source_.find("columns"));
    fields_ = csv.columns;
  }

  void check_columns(const YamlNode& node) {
    std::set<std::string> seen;
    const auto check = [&](const YamlNode& column) {
      if (column.text.empty()) {
        error(column.place, "a column needs a name",
              "a column that nothing uses may have any name, such as unused");
      } else if (!seen.insert(column.text).second) {
        error(column.place, fmt::format("there is already a column \"{}\"", column.text));
      }
    };
    if (node.is_scalar()) check(node);
    for (const YamlNode& column : node.items) check(column);
  }

  void read_regex() {
    const YamlNode* node = source_.find("regex");
    if (node == nullptr) {
      if (!source_.has("regex")) {
        error(source_.place_of("format"), "the format regex needs the key \"regex\"",
              "write an expression with a named group for each field: "
              "'^(?P<ts>\\S+) (?P<event>\\S+)'");
      }
      failed_ = true;
      return;
    }
    NamedGroups groups = find_named_groups(node->text);
    if (groups.names.empty()) {
      error(node->place, "the regex has no named group, so its records have no fields",
            "name what is needed: (?P<event>\\S+)");
    }
    format_.regex = std::move(groups.regex);
    fields_ = std::move(groups.names);
  }

  void read_encoding() {
    const YamlNode* node = source_.find("encoding");
    if (node == nullptr) return;
    auto encoding = checked_encoding(node->text);
    if (encoding) {
      format_.encoding = std::move(*encoding);
    } else {
      error(node->place, encoding.error());
    }
  }

  void read_decimal() {
    const YamlNode* node = source_.find("decimal");
    if (node == nullptr) return;
    if (node->text != "." && node->text != ",") {
      error(node->place, fmt::format("\"decimal\" needs \".\" or \",\", not \"{}\"", node->text));
      return;
    }
    format_.decimal = node->text.front();
    if (format_.kind != FormatKind::csv || format_.csv.delimiter != format_.decimal) return;
    if (source_.has("delimiter")) return;  // then it is meant so
    source_.diagnostics().warning(
        node->place, "the decimal point \",\" is the delimiter too, so such numbers must be quoted",
        "write delimiter: \";\" if that is what separates the fields, else delimiter: \",\"");
  }

  const YamlMapping& source_;
  const bool of_message_;
  Format format_;
  std::optional<std::vector<std::string>> fields_;
  bool failed_ = false;
};

}  // namespace

std::optional<LoadedFormat> load_format(const YamlMapping& source, bool of_message) {
  return FormatReader(source, of_message).read();
}

}  // namespace charterd::config
