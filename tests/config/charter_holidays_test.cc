// The files of holidays that a charter's calendars name.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/charter_texts.h"

namespace charterd::config {
namespace {

Loaded<Charter> with_holidays(const std::string& more) {
  return parse_charter(std::string(kHead) +
                           "calendars:\n  office: {hours: {mon: \"08:00-17:00\"}, " + more + "}\n" +
                           kMeasures + "targets:\n  t: {measure: talk, goal: mean at most 5m}\n",
                       std::string(CHARTERD_SOURCE_DIR) + "/tests/config/charter.yml");
}

bool is_off(const Calendar& calendar, int year, unsigned month, unsigned day) {
  const Day date(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day));
  return std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), date);
}

TEST_CASE("The days of a file of holidays are a calendar's holidays") {
  const auto loaded =
      with_holidays("holidays: [\"2026-12-24\", \"2026-05-01\"], ics: holidays.ics");
  INFO(rendered(loaded.diagnostics));
  REQUIRE(loaded.value.has_value());
  const Calendar& office = loaded.value->calendars.at(0);
  CHECK(std::is_sorted(office.holidays.begin(), office.holidays.end()));
  CHECK(std::adjacent_find(office.holidays.begin(), office.holidays.end()) ==
        office.holidays.end());
  CHECK(is_off(office, 2020, 12, 25));
  CHECK(is_off(office, 2100, 12, 25));
  CHECK_FALSE(is_off(office, 2101, 12, 25));
  CHECK(is_off(office, 2026, 12, 24));
  CHECK(is_off(office, 2026, 5, 1));
  CHECK(is_off(office, 2026, 1, 5));
  CHECK_FALSE(is_off(office, 2026, 2, 5));
  CHECK(is_off(office, 2026, 3, 5));
  CHECK(office.holidays.size() == 81 + 2 + 2);
}

TEST_CASE("Mistakes in a file of holidays are told at its own lines") {
  const auto loaded = with_holidays("ics: bad_holidays.ics");
  CHECK_FALSE(loaded.value.has_value());
  REQUIRE(loaded.diagnostics.size() == 2);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    CHECK(diagnostic.file == std::string(CHARTERD_SOURCE_DIR) + "/tests/config/bad_holidays.ics");
  }
  CHECK(loaded.diagnostics[0].place.line == 7);
  CHECK(loaded.diagnostics[0].severity == Severity::error);
  CHECK(loaded.diagnostics[0].source_line == "RRULE:FREQ=SOMETIMES");
  CHECK(loaded.diagnostics[1].place.line == 11);
  CHECK(loaded.diagnostics[1].severity == Severity::warning);
}

TEST_CASE("What cannot be read as a file of holidays is refused") {
  const auto no_calendar = with_holidays("ics: example_charter.yml");
  CHECK_FALSE(no_calendar.value.has_value());
  const auto folder = with_holidays("ics: ../config");
  CHECK_FALSE(folder.value.has_value());
  CHECK(folder.diagnostics.at(0).message ==
        "the holidays \"../config\" cannot be read: is a folder");
}

}  // namespace
}  // namespace charterd::config
