#include "collectors/time_layout.h"

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

std::string read(const char* layout, std::string_view text, const char* zone = "UTC") {
  TimeLayout reader(layout);
  config::ZoneCursor cursor(config::Zone::find(zone).value());
  const auto instant = reader.read(text, cursor);
  return instant ? testing::written(*instant) : "-";
}

TEST_CASE("each layout directive is read") {
  const std::string expected = "2026-03-01T14:05:09Z";
  CHECK(read("%Y-%m-%d %H:%M:%S", "2026-03-01 14:05:09") == expected);
  CHECK(read("%F %T", "2026-03-01 14:05:09") == expected);
  CHECK(read("%D %R:%S", "03/01/26 14:05:09") == expected);
  CHECK(read("%d/%b/%Y:%H:%M:%S %z", "01/Mar/2026:15:05:09 +0100") == expected);
  CHECK(read("%A, %d %B %Y %I:%M:%S %p", "sunday, 1 MARCH 2026 2:05:09 pm") == expected);
  CHECK(read("%a %b %e %H:%M:%S %Y", "Sun Mar  1 14:05:09 2026") == expected);
  CHECK(read("%Y%m%d%H%M%S", "20260301140509") == expected);
  CHECK(read("%Y-%j %T", "2026-060 14:05:09") == expected);
  CHECK(read("%y%j %T", "26060 14:05:09") == expected);
  CHECK(read("%d.%m.%y %T", "1.3.26 14:5:9") == expected);
  CHECK(read("%FT%T%z", "2026-03-01T14:05:09Z") == expected);
  CHECK(read("%F %T.%f", "2026-03-01 14:05:09.25") == "2026-03-01T14:05:09.25Z");
  CHECK(read("100%% %F", "100% 2026-03-01") == "2026-03-01T00:00:00Z");
}

TEST_CASE("two digits of a year are 1969 to 2068") {
  CHECK(read("%y-%m-%d", "69-01-01") == "1969-01-01T00:00:00Z");
  CHECK(read("%y-%m-%d", "68-01-01") == "2068-01-01T00:00:00Z");
}

TEST_CASE("twelve o'clock is read right") {
  CHECK(read("%F %I:%M %p", "2026-03-01 12:00 AM") == "2026-03-01T00:00:00Z");
  CHECK(read("%F %I:%M %p", "2026-03-01 12:00 p.m.") == "2026-03-01T12:00:00Z");
  CHECK(read("%F %I:%M %p", "2026-03-01 13:00 pm") == "-");
  CHECK(read("%F %H:%M %p", "2026-03-01 13:00 pm") == "2026-03-01T13:00:00Z");
}

TEST_CASE("a layout without an offset is local, %z and %Z are not") {
  CHECK(read("%F %T", "2026-03-01 14:05:09", "Europe/Lisbon") == "2026-03-01T14:05:09Z");
  CHECK(read("%F %T", "2026-07-01 14:05:09", "Europe/Lisbon") == "2026-07-01T13:05:09Z");
  CHECK(read("%F", "2026-07-01", "Europe/Prague") == "2026-06-30T22:00:00Z");
  CHECK(read("%F %T %Z", "2026-07-01 14:05:09 UTC", "Europe/Prague") == "2026-07-01T14:05:09Z");
  CHECK(read("%F %T %Z", "2026-07-01 14:05:09 CEST") == "2026-07-01T12:05:09Z");
  CHECK(read("%F %T %Z", "2026-07-01 14:05:09 America/New_York") == "2026-07-01T18:05:09Z");
  CHECK(read("%F %T %Z", "2026-07-01 14:05:09 Etc/GMT+5") == "2026-07-01T19:05:09Z");
  CHECK(read("%F %T %Z", "2026-07-01 14:05:09 IST") == "-");
}

TEST_CASE("what does not fit the layout is not read") {
  CHECK(read("%F %T", "2026-03-01T14:05:09") == "-");
  CHECK(read("%F %T", "2026-03-01 14:05:09 x") == "-");
  CHECK(read("%F %T", "2026-03-01 14:05") == "-");
  CHECK(read("%F %T", "2026-03-0114:05:09") == "-");
  CHECK(read("%Y%m%d", "2026301") == "-");
  CHECK(read("%d.%m.%Y", "31.4.2026") == "-");
  CHECK(read("%d.%m.%Y", "29.2.2026") == "-");
  CHECK(read("%Y-%j", "2026-366") == "-");
  CHECK(read("%Y-%j", "2026-0") == "-");
  CHECK(read("%d %b %Y", "1 Mor 2026") == "-");
  CHECK(read("%F", "") == "-");
  CHECK(read("%F %T.%f", "2026-03-01 14:05:09.") == "-");
}

TEST_CASE("a leap year has its day") {
  CHECK(read("%Y-%j", "2028-366") == "2028-12-31T00:00:00Z");
  CHECK(read("%F", "2028-02-29") == "2028-02-29T00:00:00Z");
}

TEST_CASE("a layout that cannot give a time is refused") {
  for (const char* layout : {"", "%H:%M", "%Y-%m", "%m-%d", "%Y %Q", "%F %", "%F %I:%M"}) {
    INFO(layout);
    CHECK_THROWS_AS(TimeLayout(layout), std::invalid_argument);
  }
}

}  // namespace
}  // namespace charterd::collectors
