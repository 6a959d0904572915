#include "config/quantity.h"

#include <random>

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

using Kind = Quantity::Kind;
using namespace std::chrono_literals;

Quantity read(const std::string& text) {
  INFO(text);
  const auto quantity = parse_quantity(text);
  if (!quantity) FAIL(quantity.error());
  return *quantity;
}

std::string error_of(const std::string& text) {
  const auto quantity = parse_quantity(text);
  return quantity ? "read as " + format_quantity(*quantity) : quantity.error();
}

Quantity duration(Duration length) { return {Kind::duration, length.count()}; }

constexpr Fixed kHourOfSeconds = 3'600 * kFixedOne;

TEST_CASE("Numbers, percentages and points are read") {
  CHECK(read("4.2") == Quantity{Kind::number, 4'200'000});
  CHECK(read("-3") == Quantity{Kind::number, -3'000'000});
  CHECK(read("+3") == Quantity{Kind::number, 3'000'000});
  CHECK(read("80%") == Quantity{Kind::percent, 800'000});
  CHECK(read("80 %") == Quantity{Kind::percent, 800'000});
  CHECK(read("99.95%") == Quantity{Kind::percent, 999'500});
  CHECK(read("5 points") == Quantity{Kind::points, 5'000'000});
  CHECK(read("1 point") == Quantity{Kind::points, 1'000'000});
}

TEST_CASE("Elapsed times are read in every unit, short and in words") {
  CHECK(read("20s") == duration(20s));
  CHECK(read("250us") == duration(250us));
  CHECK(read("1.5ms") == duration(1'500us));
  CHECK(read("90 m") == duration(90min));
  CHECK(read("15 min") == duration(15min));
  CHECK(read("15 mins") == duration(15min));
  CHECK(read("1 minute") == duration(1min));
  CHECK(read("26h") == duration(26h));
  CHECK(read("2 hrs") == duration(2h));
  CHECK(read("1.5 hours") == duration(90min));
  CHECK(read("3 seconds") == duration(3s));
  CHECK(read("3 secs") == duration(3s));
  CHECK(read("3 milliseconds") == duration(3ms));
  CHECK(read("3 microseconds") == duration(3us));
  CHECK(read("14 days") == duration(336h));
  CHECK(read("14 Days") == duration(336h));
  CHECK(read("1d") == duration(24h));
  CHECK(read("2 weeks") == duration(336h));
  CHECK(read("1w") == duration(168h));
  CHECK(read("0s") == duration(0s));
}

TEST_CASE("Elapsed times combine units from large to small") {
  CHECK(read("1h30m") == duration(90min));
  CHECK(read("2 days 4 h") == duration(52h));
  CHECK(read("1m0.5s") == duration(60'500ms));
  CHECK(read("1 week 1 day 1 hour 1 minute 1 second 1 ms 1 us") ==
        duration(168h + 24h + 1h + 1min + 1s + 1ms + 1us));
  CHECK(error_of("30m1h").find("out of order") != std::string::npos);
  CHECK(error_of("1h 1h").find("out of order") != std::string::npos);
  CHECK(error_of("1h 30").find("is not a quantity") != std::string::npos);
}

TEST_CASE("Business hours are working time, working and calendar days are whole days") {
  CHECK(read("4 business hours") == Quantity{Kind::business_hours, 4 * kHourOfSeconds});
  CHECK(read("1 business hour") == Quantity{Kind::business_hours, kHourOfSeconds});
  CHECK(read("4 working hours") == Quantity{Kind::business_hours, 4 * kHourOfSeconds});
  CHECK(read("0.5 business hours") == Quantity{Kind::business_hours, kHourOfSeconds / 2});
  CHECK(read("30 business minutes") == Quantity{Kind::business_hours, kHourOfSeconds / 2});
  CHECK(read("5 working days") == Quantity{Kind::working_days, 5'000'000});
  CHECK(read("5 business days") == read("5 working days"));
  CHECK(read("1 working day") == Quantity{Kind::working_days, 1'000'000});
  CHECK(read("14 calendar days") == Quantity{Kind::calendar_days, 14'000'000});
  CHECK_FALSE(read("14 calendar days") == read("14 days"));

  for (const char* text :
       {"0 working days", "1.5 working days", "0.5 calendar days", "0 calendar days"}) {
    CHECK(error_of(text) ==
          "\"" + std::string(text) + "\" is not a whole number of days from 1 on");
  }
  CHECK(error_of("-1 working days").find("negative time") != std::string::npos);
  CHECK(error_of("2 business weeks").find("unknown unit \"business weeks\"") != std::string::npos);
  CHECK(error_of("2 calendar hours").find("unknown unit") != std::string::npos);
  CHECK(error_of("1 working day 2 hours").find("is not a quantity") != std::string::npos);
}

TEST_CASE("Only times are times") {
  CHECK(read("20s").is_time());
  CHECK(read("4 business hours").is_time());
  CHECK(read("5 working days").is_time());
  CHECK(read("5 calendar days").is_time());
  CHECK_FALSE(read("4.2").is_time());
  CHECK_FALSE(read("80%").is_time());
  CHECK_FALSE(read("5 points").is_time());
}

TEST_CASE("The error says what is wrong with a quantity") {
  const std::string expected =
      "expected one such as 20s, 1h30m, 14 days, 4 business hours, 5 working days, 80% or 4.2";
  CHECK(error_of("") == "\"\" is not a quantity; " + expected);
  CHECK(error_of("soon") == "\"soon\" is not a quantity; " + expected);
  CHECK(error_of("5 furlongs") ==
        "\"5 furlongs\" has the unknown unit \"furlongs\"; expected a quantity such as 20s, 1h30m, "
        "14 days, 4 business hours, 5 working days, 80% or 4.2");
  CHECK(error_of("4,2") ==
        "\"4,2\" has a comma in its number; expected a decimal point, such as 4.2");
  CHECK(error_of("3 months") ==
        "\"3 months\" is not a fixed length of time; expected days or weeks in place of months");
  CHECK(error_of("1 year") ==
        "\"1 year\" is not a fixed length of time; expected days or weeks in place of years");
  CHECK(error_of("1.2.3s") == "\"1.2.3s\" is not a quantity: \"1.2.3\" is not a number");
  CHECK(error_of("99999999999999s") == "\"99999999999999s\" is too large");
  CHECK(error_of("15000000w 99999999d") == "\"15000000w 99999999d\" is too large");
  CHECK(error_of("-5s") == "\"-5s\" is a negative time; expected none or a positive one");
  CHECK(error_of("5 M").find("unknown unit \"M\"") != std::string::npos);
  CHECK(error_of("20 s s").find("unknown unit") != std::string::npos);
  CHECK(error_of("5 very long days").find("is not a quantity") != std::string::npos);
}

TEST_CASE("A duration is an elapsed length of time and nothing else") {
  CHECK(parse_duration("15m") == Duration(15min));
  CHECK(parse_duration("0s") == Duration(0));
  CHECK(parse_duration("26h") == Duration(26h));
  CHECK(parse_duration("15").error() ==
        "\"15\" has no unit; expected a length of time such as 20s, 1h30m or 14 days");
  for (const char* text :
       {"5 working days", "4 business hours", "2 calendar days", "80%", "3 points"}) {
    INFO(text);
    REQUIRE_FALSE(parse_duration(text));
    CHECK(parse_duration(text).error().find("is not an elapsed length of time") !=
          std::string::npos);
  }
  CHECK_FALSE(parse_duration("-15m"));
  CHECK_FALSE(parse_duration("whenever"));
}

TEST_CASE("Durations are written in the largest units that are exact") {
  CHECK(format_duration(0s) == "0s");
  CHECK(format_duration(20s) == "20s");
  CHECK(format_duration(60s) == "1m");
  CHECK(format_duration(90min) == "1h30m");
  CHECK(format_duration(3'601s) == "1h1s");
  CHECK(format_duration(24h) == "1 day");
  CHECK(format_duration(26h) == "26h");
  CHECK(format_duration(28 * 24h) == "28 days");
  CHECK(format_duration(1'500ms) == "1.5s");
  CHECK(format_duration(500ms) == "500ms");
  CHECK(format_duration(1'500us) == "1500us");
  CHECK(format_duration(-20s) == "-20s");
}

TEST_CASE("Quantities are written as they are read") {
  for (const char* text : {"4.2",
                           "-3",
                           "0",
                           "80%",
                           "99.95%",
                           "0.05%",
                           "-0.5%",
                           "-12.5%",
                           "0%",
                           "900000000000000%",
                           "5 points",
                           "1 point",
                           "20s",
                           "1h30m",
                           "1 day",
                           "28 days",
                           "4 business hours",
                           "1 business hour",
                           "30 business minutes",
                           "1 business second",
                           "5 working days",
                           "1 working day",
                           "14 calendar days"}) {
    INFO(text);
    const std::string written = format_quantity(read(text));
    CHECK((written == text || read(written) == read(text)));
    CHECK(format_quantity(read(written)) == written);
  }
  CHECK(format_quantity(read("80 %")) == "80%");
  CHECK(format_quantity(read("90 minutes")) == "1h30m");
  CHECK(format_quantity(read("5 business days")) == "5 working days");
  CHECK(format_quantity(read("30 business minutes")) == "0.5 business hours");
  CHECK(format_quantity(read("20 business minutes")) == "20 business minutes");
}

TEST_CASE("Any quantity survives being written and read") {
  std::mt19937_64 random(41);  // NOLINT: the same numbers in every run
  for (int round = 0; round < 20'000; ++round) {
    const auto amount = static_cast<Fixed>(random() >> (3 + random() % 50)) % 9'000'000'000'000'000;
    const auto kind = static_cast<Kind>(random() % 5);
    const bool negative = kind < Kind::duration && random() % 2 == 0;
    const Quantity quantity{kind, negative ? -amount : amount};
    const std::string text = format_quantity(quantity);
    INFO(text);
    REQUIRE(read(text) == quantity);
  }
}

}  // namespace
}  // namespace charterd::config
