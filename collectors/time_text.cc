#include "collectors/time_text.h"

#include <fmt/chrono.h>

namespace charterd::collectors {

std::optional<int> read_digits(TextCursor& text, int least, int most) {
  int value = 0;
  int count = 0;
  while (count < most && text.at_digit()) {
    value = value * 10 + (*text.p++ - '0');
    ++count;
  }
  if (count < least) return std::nullopt;
  return value;
}

std::optional<Duration> read_fraction(TextCursor& text) {
  if (!text.at_digit()) return std::nullopt;
  Duration::rep microseconds = 0;
  Duration::rep unit = 100'000;
  for (; text.at_digit(); ++text.p, unit /= 10) microseconds += (*text.p - '0') * unit;
  return Duration{microseconds};
}

std::optional<Duration> read_offset(TextCursor& text) {
  if (text.take('Z') || text.take('z')) return Duration{0};
  const bool west = text.at('-');
  if (!west && !text.at('+')) return std::nullopt;
  ++text.p;
  const auto hours = read_digits(text, 2, 2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (text.take(':') || text.at_digit()) {
    const auto read = read_digits(text, 2, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(minutes);
  return west ? -offset : offset;
}

std::optional<std::int64_t> days_of(int year, int month, int day) {
  if (year < 0 || year > 9999 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

bool within_calendar(Instant instant) {
  using std::chrono::sys_days;
  constexpr Instant kFirst = sys_days(std::chrono::year(0) / 1 / 1) - std::chrono::hours(24);
  constexpr Instant kEnd = sys_days(std::chrono::year(10'000) / 1 / 1) + std::chrono::hours(24);
  return instant >= kFirst && instant < kEnd;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string rfc3339(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (instant - seconds).count());
}

}  // namespace charterd::collectors
