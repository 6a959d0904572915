#include "config/timestamp.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/fixed.h"

namespace charterd::config {
namespace {

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

}  // namespace

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

namespace {

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

std::optional<Instant> parse_timestamp(std::string_view text, const Zone& zone) {
  if (const auto date = parse_date(text)) return zone.start_of(*date);
  return parse_rfc3339(text);
}

}  // namespace charterd::config
