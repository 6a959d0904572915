#include "rules/windows.h"

#include <catch2/catch.hpp>

#include "world.h"

using namespace charterd;
using namespace charterd::rules;
using charterd::tests::at;
using Kind = config::Window::Kind;

TEST_CASE("a rolling window ends with the step under way") {
  const Span days = rolling_window(std::chrono::hours{28 * 24}, at("2026-03-31T22:00:00Z"));
  CHECK(days.from == at("2026-03-03T23:00:00Z"));
  CHECK(days.to == at("2026-03-31T23:00:00Z"));
  const Span last = rolling_window(std::chrono::hours{28 * 24}, at("2026-03-31T22:59:59Z"));
  CHECK(last.to == days.to);
  const Span minutes = rolling_window(std::chrono::hours{6}, at("2026-03-31T22:10:59Z"));
  CHECK(minutes.from == at("2026-03-31T16:11:00Z"));
  CHECK(minutes.to == at("2026-03-31T22:11:00Z"));
}

TEST_CASE("steps before 1970 round down") {
  CHECK(step_id(Instant{Duration{-1}}, kMinute) == -1);
  CHECK(step_id(Instant{-kMinute}, kMinute) == -1);
  CHECK(step_id(Instant{}, kMinute) == 0);
}

TEST_CASE("calendar windows begin on the first day and end before the next") {
  using namespace std::chrono;
  const Day today{2026y / May / 13};  // a Wednesday
  const auto check = [&](Kind kind, bool previous, Day from, Day to) {
    const rules::DaySpan span = calendar_days(kind, today, previous);
    CHECK(span.from == from);
    CHECK(span.to == to);
  };
  check(Kind::day, false, Day{2026y / May / 13}, Day{2026y / May / 14});
  check(Kind::day, true, Day{2026y / May / 12}, Day{2026y / May / 13});
  check(Kind::week, false, Day{2026y / May / 11}, Day{2026y / May / 18});
  check(Kind::week, true, Day{2026y / May / 4}, Day{2026y / May / 11});
  check(Kind::month, false, Day{2026y / May / 1}, Day{2026y / June / 1});
  check(Kind::month, true, Day{2026y / April / 1}, Day{2026y / May / 1});
  check(Kind::quarter, false, Day{2026y / April / 1}, Day{2026y / July / 1});
  check(Kind::quarter, true, Day{2026y / January / 1}, Day{2026y / April / 1});
  check(Kind::year, false, Day{2026y / January / 1}, Day{2027y / January / 1});
  check(Kind::year, true, Day{2025y / January / 1}, Day{2026y / January / 1});
}

TEST_CASE("a local day is 23 or 25 hours long where daylight saving changes") {
  const config::Zone prague = *config::Zone::find("Europe/Prague");
  const auto length = [&](const std::string& noon) {
    const Span span = to_span(calendar_days(Kind::day, prague.day_of(at(noon)), false), prague);
    return std::chrono::duration_cast<std::chrono::hours>(span.to - span.from).count();
  };
  CHECK(length("2026-03-29T12:00:00Z") == 23);
  CHECK(length("2026-10-25T12:00:00Z") == 25);
  CHECK(length("2026-06-25T12:00:00Z") == 24);
}
