#include "daemon/period.h"

#include <chrono>
#include <optional>

#include "collectors/time_text.h"

namespace charterd::daemon {
namespace {

using collectors::TextCursor;
using std::chrono::months;
using std::chrono::year_month;

Period of_months(year_month first, int count) {
  return {{}, Day{first / 1}, Day{(first + months{count}) / 1}};
}

// What follows the year.
std::optional<Period> scan_within(TextCursor& text, std::chrono::year year) {
  if (text.take('Q')) {
    const auto quarter = collectors::read_digits(text, 1, 1);
    if (!quarter || *quarter < 1 || *quarter > 4) return std::nullopt;
    return of_months(year / std::chrono::month{static_cast<unsigned>(*quarter) * 3 - 2}, 3);
  }
  const auto number = collectors::read_digits(text, 2, 2);
  if (!number || *number < 1 || *number > 12) return std::nullopt;
  const std::chrono::month month{static_cast<unsigned>(*number)};
  if (text.done()) return of_months(year / month, 1);
  if (!text.take('-')) return std::nullopt;
  const auto day = collectors::read_digits(text, 2, 2);
  if (!day) return std::nullopt;
  const auto date = year / month / std::chrono::day{static_cast<unsigned>(*day)};
  if (!date.ok()) return std::nullopt;
  return Period{{}, Day{date}, Day{date} + std::chrono::days{1}};
}

std::optional<Period> scan(TextCursor& text) {
  const auto number = collectors::read_digits(text, 4, 4);
  if (!number) return std::nullopt;
  const std::chrono::year year{static_cast<int>(*number)};
  if (text.done()) return of_months(year / std::chrono::January, 12);
  if (!text.take('-')) return std::nullopt;
  return scan_within(text, year);
}

}  // namespace

tl::expected<Period, std::string> parse_period(std::string_view text) {
  TextCursor cursor{text.data(), text.data() + text.size()};
  auto period = scan(cursor);
  if (!period || !cursor.done()) {
    return tl::make_unexpected(
        "expected a year, quarter, month or day: 2026, 2026-Q4, 2026-10 or 2026-10-31");
  }
  period->name = text;
  return *std::move(period);
}

}  // namespace charterd::daemon
