#include "config/zone.h"

#include <random>

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

using namespace std::chrono_literals;

Zone zone(const char* name) {
  const auto found = Zone::find(name);
  REQUIRE(found);
  return *found;
}

constexpr Day day(int y, unsigned m, unsigned d) {
  return Day{
      std::chrono::local_days{std::chrono::year{y} / static_cast<int>(m) / static_cast<int>(d)}};
}

constexpr LocalTime local(int y, unsigned m, unsigned d, Duration clock) {
  return LocalTime{day(y, m, d)} + clock;
}

constexpr Instant utc(int y, unsigned m, unsigned d, Duration clock) {
  return Instant{day(y, m, d).time_since_epoch() + clock};
}

TEST_CASE("Zones are found by their IANA names only") {
  CHECK(zone("Europe/Prague").name() == "Europe/Prague");
  CHECK(Zone::utc().name() == "UTC");
  for (const char* name : {"", "Europe/Atlantis", "europe/prague", "CEST+7", "../etc/passwd",
                           "/etc/localtime", "Europe"}) {
    INFO(name);
    CHECK_FALSE(Zone::find(name));
  }
}

TEST_CASE("UTC is what it says") {
  CHECK(Zone::utc().instant_of(local(2026, 3, 29, 2h + 30min)) == utc(2026, 3, 29, 2h + 30min));
  CHECK(Zone::utc().start_of(day(1969, 12, 31)) == utc(1969, 12, 31, 0h));
  CHECK(Zone::utc().day_of(utc(1969, 12, 31, 24h - 1us)) == day(1969, 12, 31));
}

TEST_CASE("A skipped local time moves forward by the gap, to the microsecond") {
  const Zone prague = zone("Europe/Prague");  // 2026-03-29: 02:00 becomes 03:00
  CHECK(prague.instant_of(local(2026, 3, 29, 2h - 1us)) == utc(2026, 3, 29, 1h - 1us));
  CHECK(prague.instant_of(local(2026, 3, 29, 2h)) == utc(2026, 3, 29, 1h));
  CHECK(prague.instant_of(local(2026, 3, 29, 2h + 30min)) == utc(2026, 3, 29, 1h + 30min));
  CHECK(prague.local_of(utc(2026, 3, 29, 1h + 30min)) == local(2026, 3, 29, 3h + 30min));
  CHECK(prague.instant_of(local(2026, 3, 29, 3h)) == utc(2026, 3, 29, 1h));

  const Zone new_york = zone("America/New_York");  // 2026-03-08
  CHECK(new_york.instant_of(local(2026, 3, 8, 2h + 15min)) == utc(2026, 3, 8, 7h + 15min));
  CHECK(new_york.local_of(utc(2026, 3, 8, 7h + 15min)) == local(2026, 3, 8, 3h + 15min));
}

TEST_CASE("A local time that comes twice is the first") {
  const Zone prague = zone("Europe/Prague");  // 2026-10-25: 03:00 becomes 02:00
  CHECK(prague.instant_of(local(2026, 10, 25, 2h)) == utc(2026, 10, 25, 0h));
  CHECK(prague.instant_of(local(2026, 10, 25, 2h + 30min)) == utc(2026, 10, 25, 30min));
  CHECK(prague.instant_of(local(2026, 10, 25, 3h - 1us)) == utc(2026, 10, 25, 1h - 1us));
  CHECK(prague.instant_of(local(2026, 10, 25, 3h)) == utc(2026, 10, 25, 2h));
  CHECK(prague.local_of(utc(2026, 10, 25, 1h + 30min)) == local(2026, 10, 25, 2h + 30min));

  const Zone new_york = zone("America/New_York");  // 2026-11-01
  CHECK(new_york.instant_of(local(2026, 11, 1, 1h + 30min)) == utc(2026, 11, 1, 5h + 30min));
}

TEST_CASE("Zones off the full hour, and changes by half of one, are exact") {
  CHECK(zone("Asia/Kolkata").instant_of(local(2026, 1, 1, 0h)) == utc(2025, 12, 31, 18h + 30min));
  CHECK(zone("Asia/Kathmandu").start_of(day(2026, 1, 1)) == utc(2025, 12, 31, 18h + 15min));
  const Zone lord_howe = zone("Australia/Lord_Howe");  // 2026-10-04: 02:00 becomes 02:30
  CHECK(lord_howe.instant_of(local(2026, 10, 4, 2h + 10min)) == utc(2026, 10, 3, 15h + 40min));
  CHECK(lord_howe.local_of(utc(2026, 10, 3, 15h + 40min)) == local(2026, 10, 4, 2h + 40min));
}

TEST_CASE("A day starts at local midnight, or at the end of the gap that swallows it") {
  CHECK(zone("Europe/Prague").start_of(day(2026, 3, 29)) == utc(2026, 3, 28, 23h));
  CHECK(zone("Europe/Prague").start_of(day(2026, 3, 30)) == utc(2026, 3, 29, 22h));
  // Havana, 2026-03-08, and Cairo, 2026-04-24: 00:00 becomes 01:00.
  const Zone havana = zone("America/Havana");
  CHECK(havana.start_of(day(2026, 3, 8)) == utc(2026, 3, 8, 5h));
  CHECK(havana.local_of(utc(2026, 3, 8, 5h)) == local(2026, 3, 8, 1h));
  CHECK(havana.day_of(utc(2026, 3, 8, 5h) - 1us) == day(2026, 3, 7));
  CHECK(havana.day_of(utc(2026, 3, 8, 5h)) == day(2026, 3, 8));
  CHECK(havana.instant_of(local(2026, 3, 8, 30min)) == utc(2026, 3, 8, 5h + 30min));
  CHECK(zone("Africa/Cairo").start_of(day(2026, 4, 24)) == utc(2026, 4, 23, 22h));
  // Havana, 2026-11-01: 01:00 becomes 00:00, so midnight comes twice.
  CHECK(havana.start_of(day(2026, 11, 1)) == utc(2026, 11, 1, 4h));
  CHECK(havana.day_of(utc(2026, 11, 1, 5h)) == day(2026, 11, 1));
  // Samoa had no 30 December 2011: the day is empty.
  const Zone apia = zone("Pacific/Apia");
  CHECK(apia.start_of(day(2011, 12, 30)) == apia.start_of(day(2011, 12, 31)));
  CHECK(apia.day_of(apia.start_of(day(2011, 12, 30))) == day(2011, 12, 31));
}

TEST_CASE("A period of one offset is half open and meets its neighbours") {
  const Zone prague = zone("Europe/Prague");
  const OffsetPeriod summer = prague.period_of(utc(2026, 7, 1, 12h));
  CHECK(summer.from == utc(2026, 3, 29, 1h));
  CHECK(summer.to == utc(2026, 10, 25, 1h));
  CHECK(summer.offset == 2h);
  CHECK(prague.period_of(summer.from - 1us).to == summer.from);
  CHECK(prague.period_of(summer.from).from == summer.from);
  CHECK(prague.period_of(summer.to).from == summer.to);
  CHECK(prague.period_of(summer.to).offset == 1h);
}

TEST_CASE("Rules go on in the years to come") {
  const Zone prague = zone("Europe/Prague");
  CHECK(prague.instant_of(local(2036, 7, 1, 12h)) == utc(2036, 7, 1, 10h));
  CHECK(prague.instant_of(local(2036, 1, 1, 12h)) == utc(2036, 1, 1, 11h));
}

TEST_CASE("A cursor agrees with its zone on every time, in whatever order they come") {
  std::mt19937_64 random(97);  // NOLINT: the same times in every run
  for (const char* name : {"UTC", "Europe/Prague", "America/New_York", "America/Havana",
                           "Africa/Cairo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
                           "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll"}) {
    const Zone truth = zone(name);
    ZoneCursor cursor(truth);
    // A walk by steps of minutes with jumps of years, from 1900 to 2037.
    Duration at = 0us;
    for (int step = 0; step < 20'000; ++step) {
      if (step % 2'000 == 0) {
        at = std::chrono::days(static_cast<int>(random() % 50'000) - 25'567);
      }
      at += std::chrono::minutes(static_cast<int>(random() % 900) - 200) + 1us;
      INFO(name << " " << at.count());
      REQUIRE(cursor.instant_of(LocalTime(at)) == truth.instant_of(LocalTime(at)));
      REQUIRE(cursor.day_of(Instant(at)) == truth.day_of(Instant(at)));
    }
  }
}

TEST_CASE("A cursor agrees with its zone around every change of a year") {
  for (const char* name : {"Europe/Prague", "America/Havana", "Africa/Casablanca"}) {
    const Zone truth = zone(name);
    for (const Duration step : {Duration(15min), Duration(-15min)}) {
      ZoneCursor cursor(truth);
      Duration at = day(step > 0us ? 2026 : 2027, 1, 1).time_since_epoch();
      for (int i = 0; i < 365 * 96; ++i, at += step) {
        INFO(name << " " << at.count());
        REQUIRE(cursor.instant_of(LocalTime(at)) == truth.instant_of(LocalTime(at)));
        REQUIRE(cursor.day_of(Instant(at)) == truth.day_of(Instant(at)));
      }
    }
  }
}

}  // namespace
}  // namespace charterd::config
