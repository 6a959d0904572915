#include "config/yaml_values.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "config/timestamp.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::size_t kLongestIdentifier = 63;

// The scalar's text; nullopt after it has been reported that there is none.
const std::string* scalar_text(const YamlNode& node, std::string_view what,
                               std::string_view expected, Diagnostics& diagnostics) {
  if (!check_shape(node, YamlShape::text, what, expected, diagnostics)) return nullptr;
  return node.is_scalar() ? &node.text : nullptr;
}

void report(const YamlNode& node, std::string_view what, std::string_view expected,
            Diagnostics& diagnostics) {
  diagnostics.error(node.place,
                    fmt::format("\"{}\" needs {}, not \"{}\"", what, expected, node.text));
}

}  // namespace

std::optional<bool> read_flag(const YamlNode& node, std::string_view what,
                              Diagnostics& diagnostics) {
  const std::string* text = scalar_text(node, what, "true or false", diagnostics);
  if (text == nullptr) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  report(node, what, "true or false", diagnostics);
  return std::nullopt;
}

std::optional<std::int64_t> read_whole_number(const YamlNode& node, std::string_view what,
                                              std::int64_t least, std::int64_t most,
                                              Diagnostics& diagnostics) {
  const std::string expected = fmt::format("a whole number from {} to {}", least, most);
  const std::string* text = scalar_text(node, what, expected, diagnostics);
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error == std::errc() && stop == end && value >= least && value <= most) return value;
  report(node, what, expected, diagnostics);
  return std::nullopt;
}

std::optional<Fixed> read_number(const YamlNode& node, std::string_view what, Scale scale,
                                 Diagnostics& diagnostics) {
  const std::string* text = scalar_text(node, what, "a number", diagnostics);
  if (text == nullptr) return std::nullopt;
  const auto value = parse_fixed(*text, scale);
  if (!value) report(node, what, "a number", diagnostics);
  return value;
}

std::optional<Duration> read_duration(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics) {
  const std::string* text = scalar_text(node, what, "a duration such as 15m", diagnostics);
  if (text == nullptr) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (duration) return *duration;
  diagnostics.error(node.place, fmt::format("\"{}\": {}", what, duration.error()));
  return std::nullopt;
}

std::optional<Quantity> read_quantity(const YamlNode& node, std::string_view what,
                                      Diagnostics& diagnostics) {
  const std::string* text = scalar_text(node, what, "a quantity such as 20s", diagnostics);
  if (text == nullptr) return std::nullopt;
  const auto quantity = parse_quantity(*text);
  if (quantity) return *quantity;
  diagnostics.error(node.place, fmt::format("\"{}\": {}", what, quantity.error()));
  return std::nullopt;
}

std::optional<Day> read_date(const YamlNode& node, std::string_view what,
                             Diagnostics& diagnostics) {
  constexpr std::string_view kExpected = "a date such as 2026-03-02";
  const std::string* text = scalar_text(node, what, kExpected, diagnostics);
  if (text == nullptr) return std::nullopt;
  const auto date = parse_date(*text);
  if (!date) report(node, what, kExpected, diagnostics);
  return date;
}

std::optional<Instant> read_instant(const YamlNode& node, std::string_view what, const Zone& zone,
                                    Diagnostics& diagnostics) {
  constexpr std::string_view kExpected =
      "a date such as 2026-03-02 or an instant such as 2026-03-02T08:00:00+01:00";
  const std::string* text = scalar_text(node, what, kExpected, diagnostics);
  if (text == nullptr) return std::nullopt;
  const auto instant = parse_timestamp(*text, zone);
  if (!instant) report(node, what, kExpected, diagnostics);
  return instant;
}

bool is_identifier(std::string_view text) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || text.size() > kLongestIdentifier || !is_plain(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_plain(c) || c == '_' || c == '-'; });
}

}  // namespace charterd::config
