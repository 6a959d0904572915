#include "daemon/moment.h"

#include <optional>

#include <fmt/format.h>

#include "collectors/time_text.h"
#include "daemon/results.h"

namespace charterd::daemon {
namespace {

constexpr std::string_view kExpected =
    "a time such as 2026-03-31T22:00:00Z, or a date or local time such as 2026-03-31";

using collectors::TextCursor;

std::optional<Day> scan_day(TextCursor& text) {
  const auto year = collectors::read_digits(text, 4, 4);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = collectors::read_digits(text, 2, 2);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = collectors::read_digits(text, 2, 2);
  if (!day) return std::nullopt;
  const auto days = collectors::days_of(*year, *month, *day);
  if (!days) return std::nullopt;
  return Day(std::chrono::days(*days));
}

// hh:mm, hh:mm:ss or hh:mm:ss.fraction.
std::optional<Duration> scan_clock(TextCursor& text) {
  const auto hours = collectors::read_digits(text, 2, 2);
  if (!hours || *hours > 23 || !text.take(':')) return std::nullopt;
  const auto minutes = collectors::read_digits(text, 2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Duration clock = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (!text.take(':')) return clock;
  const auto seconds = collectors::read_digits(text, 2, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  Duration fraction{};
  if (text.take('.')) {
    const auto read = collectors::read_fraction(text);
    if (!read) return std::nullopt;
    fraction = *read;
  }
  return clock + std::chrono::seconds(*seconds) + fraction;
}

std::optional<Moment> scan(std::string_view typed) {
  TextCursor text{typed.data(), typed.data() + typed.size()};
  const auto day = scan_day(text);
  if (!day) return std::nullopt;
  if (text.done()) return LocalTime(*day);
  if (!text.take('T') && !text.take('t') && !text.take(' ')) return std::nullopt;
  const auto clock = scan_clock(text);
  if (!clock) return std::nullopt;
  const LocalTime local = *day + *clock;
  if (text.done()) return local;
  const auto offset = collectors::read_offset(text);
  if (!offset || !text.done()) return std::nullopt;
  return Instant(local.time_since_epoch() - *offset);
}

// ":05", ":05.25" or nothing.
std::string seconds_text(Duration within_minute, bool always) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(within_minute);
  const auto fraction = (within_minute - seconds).count();
  if (fraction == 0 && seconds.count() == 0 && !always) return {};
  if (fraction == 0) return fmt::format(":{:02}", seconds.count());
  std::string text = fmt::format(":{:02}.{:06}", seconds.count(), fraction);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string format(LocalTime local, char separator, bool seconds_always) {
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const Duration within_day = local - day;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(within_day);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     separator, minutes.count() / 60, minutes.count() % 60,
                     seconds_text(within_day - minutes, seconds_always));
}

}  // namespace

tl::expected<Moment, std::string> parse_moment(std::string_view text) {
  if (const auto moment = scan(text)) return *moment;
  return tl::make_unexpected("expected " + std::string(kExpected));
}

std::string format_local(LocalTime local) { return format(local, ' ', false); }

std::string format_instant(Instant instant) {
  return format(LocalTime(instant.time_since_epoch()), 'T', true) + "Z";
}

}  // namespace charterd::daemon
