#include "rules/windows.h"

namespace charterd::rules {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

Span rolling_window(Duration length, Instant t) {
  const Duration step = step_of(length);
  const Instant to{step * (Duration::rep{step_id(t, step)} + 1)};
  return {to - length, to};
}

namespace {

DaySpan months_from(year_month first, int count, bool previous) {
  if (previous) first -= months{count};
  const year_month next = first + months{count};
  return {Day{first / 1}, Day{next / 1}};
}

}  // namespace

DaySpan calendar_days(config::Window::Kind kind, Day today, bool previous) {
  using Kind = config::Window::Kind;
  const year_month_day date{today};
  const year_month month = date.year() / date.month();
  switch (kind) {
    case Kind::week: {
      const auto since_monday = std::chrono::weekday{today} - std::chrono::Monday;
      const Day monday = today - since_monday - (previous ? days{7} : days{0});
      return {monday, monday + days{7}};
    }
    case Kind::month:
      return months_from(month, 1, previous);
    case Kind::quarter: {
      const unsigned first = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
      return months_from(date.year() / std::chrono::month{first}, 3, previous);
    }
    case Kind::year:
      return months_from(date.year() / std::chrono::January, 12, previous);
    case Kind::day:
    case Kind::rolling:
      break;
  }
  const Day day = previous ? today - days{1} : today;
  return {day, day + days{1}};
}

Span to_span(const DaySpan& span, const config::Zone& zone) {
  return {zone.start_of(span.from), zone.start_of(span.to)};
}

Duration nominal_length(const config::Window& window) {
  using Kind = config::Window::Kind;
  switch (window.kind) {
    case Kind::rolling:
      return window.length;
    case Kind::day:
      return kDay;
    case Kind::week:
      return 7 * kDay;
    case Kind::month:
      return 30 * kDay;
    case Kind::quarter:
      return 90 * kDay;
    case Kind::year:
      return 365 * kDay;
  }
  return window.length;
}

}  // namespace charterd::rules
