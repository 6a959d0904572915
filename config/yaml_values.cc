#include "config/yaml_values.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

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

// Exactly `count` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || *year < 1900) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

// `08:00:00` with an optional fraction of a second; the rest of the text is left.
std::optional<Duration> take_clock(std::string_view& text) {
  const auto hours = digits(text, 0, 2);
  const auto minutes = digits(text, 3, 2);
  const auto seconds = digits(text, 6, 2);
  if (!hours || !minutes || !seconds || text[2] != ':' || text[5] != ':') return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  Duration clock =
      std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  text.remove_prefix(8);
  if (!text.starts_with('.')) return clock;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  const auto fraction = parse_fixed(fmt::format("0{}", text.substr(0, end)));
  if (end == 1 || end > 10 || !fraction) return std::nullopt;
  text.remove_prefix(end);
  return clock + Duration(*fraction);
}

// `Z`, `+01:00`.
std::optional<Duration> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return Duration::zero();
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || text.size() != 6 || text[3] != ':') return std::nullopt;
  if ((text[0] != '+' && text[0] != '-') || *hours > 23 || *minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return text[0] == '-' ? -offset : offset;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return {};
  const auto date = parse_date(text.substr(0, 10));
  text.remove_prefix(11);
  const auto clock = take_clock(text);
  if (!date || !clock) return std::nullopt;
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;
  return Instant(Duration(date->time_since_epoch()) + *clock - *offset);
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
  if (const auto date = parse_date(*text)) return zone.start_of(*date);
  const auto instant = parse_rfc3339(*text);
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
