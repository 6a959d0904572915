#include "collectors/time_reader.h"

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using Form = config::TimeSource::Form;

std::string read(Form form, std::string_view text, const char* zone = "Europe/Prague",
                 const std::string& layout = "", char decimal_point = '.') {
  config::TimeSource source;
  source.form = form;
  source.layout = layout;
  TimeReader reader(source, config::Zone::find(zone).value(), decimal_point);
  const auto instant = reader.read(text);
  return instant ? testing::written(*instant) : "-";
}

// RFC 3339 where the mapping names a zone.
std::string read_in_prague(std::string_view text) {
  config::TimeSource source;
  source.timezone = config::Zone::find("Europe/Prague");
  TimeReader reader(source, config::Zone::utc());
  const auto instant = reader.read(text);
  return instant ? testing::written(*instant) : "-";
}

TEST_CASE("RFC 3339 times are read with any offset and fraction") {
  for (const char* text :
       {"2026-03-01T12:30:59Z", "2026-03-01t12:30:59z", "2026-03-01 12:30:59Z",
        "2026-03-01T13:30:59+01:00", "2026-03-01T13:30:59+0100", "2026-03-01T13:30:59+01",
        "2026-03-01T07:00:59-05:30", "2026-03-01 13:30:59 +01:00", " 2026-03-01T12:30:59Z ",
        "2026-03-01T12:30:59.000000000Z"}) {
    INFO(text);
    CHECK(read(Form::rfc3339, text) == "2026-03-01T12:30:59Z");
  }
  CHECK(read(Form::rfc3339, "2026-03-01T12:30:59.1Z") == "2026-03-01T12:30:59.1Z");
  CHECK(read(Form::rfc3339, "2026-03-01T12:30:59,123456789Z") == "2026-03-01T12:30:59.123456Z");
  CHECK(read(Form::rfc3339, "1969-12-31T23:59:59.9999999Z") == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("a leap second is the next second") {
  CHECK(read(Form::rfc3339, "2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
  CHECK(read(Form::rfc3339, "2016-12-31T23:59:61Z") == "-");
}

TEST_CASE("a time without an offset is none unless the mapping names a zone") {
  CHECK(read(Form::rfc3339, "2026-03-01T12:30:59") == "-");
  CHECK(read(Form::rfc3339, "2026-07-01") == "-");
  CHECK(read_in_prague("2026-03-01T12:30:59") == "2026-03-01T11:30:59Z");
  CHECK(read_in_prague("2026-07-01") == "2026-06-30T22:00:00Z");
}

TEST_CASE("a local time that is skipped moves forward, one that comes twice is the first") {
  CHECK(read_in_prague("2026-03-29T02:30:00") == "2026-03-29T01:30:00Z");
  CHECK(read_in_prague("2026-10-25T02:30:00") == "2026-10-25T00:30:00Z");
  CHECK(read(Form::layout, "29.3.2026 2:30", "Europe/Prague", "%d.%m.%Y %H:%M") ==
        "2026-03-29T01:30:00Z");
}

TEST_CASE("what is no RFC 3339 time is not read") {
  for (const char* text : {"",
                           " ",
                           "now",
                           "2026-03-01T",
                           "2026-03-01T12",
                           "2026-03-01T12:30",
                           "2026-3-1T12:30:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-10T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-03-01T24:00:00Z",
                           "2026-03-01T12:60:00Z",
                           "2026-03-01T12:30:59.Z",
                           "2026-03-01T12:30:59+1",
                           "2026-03-01T12:30:59+25:00",
                           "2026-03-01T12:30:59+01:60",
                           "2026-03-01T12:30:59Zx",
                           "2026-03-01T12:30:59+01:0",
                           "2026-03-01X12:30:59Z",
                           "2026/03/01T12:30:59Z",
                           "1772323205",
                           "2026-03-01T12:30:59.12x",
                           "2026-03-01T12:30:5\xc3\xa1"}) {
    INFO(text);
    CHECK(read(Form::rfc3339, text) == "-");
  }
}

TEST_CASE("a wrong date is wrong also after a right one") {
  config::TimeSource source;
  TimeReader reader(source, config::Zone::utc());
  for (int round = 0; round < 2; ++round) {
    CHECK(reader.read("2026-03-01T00:00:00Z").has_value());
    CHECK_FALSE(reader.read("2026-02-30T00:00:00Z").has_value());
    CHECK(testing::written(reader.read("2026-03-02T00:00:00Z").value()) == "2026-03-02T00:00:00Z");
  }
}

TEST_CASE("epochs are read with fractions and before 1970") {
  CHECK(read(Form::epoch_seconds, "1772323205") == "2026-03-01T00:00:05Z");
  CHECK(read(Form::epoch_seconds, "1772323205.147") == "2026-03-01T00:00:05.147Z");
  CHECK(read(Form::epoch_seconds, "1.772323205e9") == "2026-03-01T00:00:05Z");
  CHECK(read(Form::epoch_seconds, "-1.5") == "1969-12-31T23:59:58.5Z");
  CHECK(read(Form::epoch_milliseconds, "1772323205147") == "2026-03-01T00:00:05.147Z");
  CHECK(read(Form::epoch_milliseconds, "1772323205147.25") == "2026-03-01T00:00:05.14725Z");
  CHECK(read(Form::epoch_microseconds, "1772323205147250") == "2026-03-01T00:00:05.14725Z");
  CHECK(read(Form::epoch_seconds, "1772323205,5", "UTC", "", ',') == "2026-03-01T00:00:05.5Z");
}

TEST_CASE("an epoch that is no number or beyond the calendar is not read") {
  for (const char* text : {"", "x", "1772323205x", "2026-03-01T00:00:00Z", "1772323205147", "1e300",
                           "nan", "0x10", "-99999999999999999999"}) {
    INFO(text);
    CHECK(read(Form::epoch_seconds, text) == "-");
  }
}

}  // namespace
}  // namespace charterd::collectors
