#include "daemon/period.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

using namespace std::chrono;

void check_days(const std::string& text, year_month_day from, year_month_day to) {
  INFO(text);
  const auto period = parse_period(text);
  REQUIRE(period);
  CHECK(period->name == text);
  CHECK(period->from == Day{from});
  CHECK(period->to == Day{to});
}

TEST_CASE("A period is a year, a quarter, a month or a day") {
  check_days("2026", 2026y / 1 / 1, 2027y / 1 / 1);
  check_days("2026-Q1", 2026y / 1 / 1, 2026y / 4 / 1);
  check_days("2026-Q4", 2026y / 10 / 1, 2027y / 1 / 1);
  check_days("2026-02", 2026y / 2 / 1, 2026y / 3 / 1);
  check_days("2026-12", 2026y / 12 / 1, 2027y / 1 / 1);
  check_days("2028-02-29", 2028y / 2 / 29, 2028y / 3 / 1);
}

TEST_CASE("What is no period is refused") {
  for (const char* text : {"", "26", "2026-", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-1",
                           "2026-02-29", "2026-10-", "2026-10-31x", "2026-Q1x", "last month"}) {
    INFO(text);
    const auto period = parse_period(text);
    REQUIRE_FALSE(period);
    CHECK(period.error() ==
          "expected a year, quarter, month or day: 2026, 2026-Q4, 2026-10 or 2026-10-31");
  }
}

}  // namespace
}  // namespace charterd::daemon
