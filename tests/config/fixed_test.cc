#include "config/fixed.h"

#include <limits>
#include <random>
#include <string>

#include <catch2/catch.hpp>

namespace charterd {
namespace {

constexpr Scale kMinutes{60, 1};
constexpr Scale kMilliseconds{1, 1'000};
constexpr Scale kThirds{1, 3};
constexpr Fixed kHighest = 9'199'999'999'999'999'999;

TEST_CASE("Decimal numbers are read in millionths") {
  CHECK(parse_fixed("0") == 0);
  CHECK(parse_fixed("12") == 12'000'000);
  CHECK(parse_fixed("12.5") == 12'500'000);
  CHECK(parse_fixed("-3.25") == -3'250'000);
  CHECK(parse_fixed("+7") == 7'000'000);
  CHECK(parse_fixed(".5") == 500'000);
  CHECK(parse_fixed("5.") == 5'000'000);
  CHECK(parse_fixed("-0") == 0);
  CHECK(parse_fixed("0.000001") == 1);
  CHECK(parse_fixed("010") == 10'000'000);
  CHECK(parse_fixed(std::string(500, '0') + "1") == 1'000'000);
}

TEST_CASE("White space may stand around a number, nothing else may") {
  CHECK(parse_fixed("  4.2\t\r\n") == 4'200'000);
  for (const char* text :
       {"",    " ",    ".",     "-",   "+",     "-.",    "e3",   ".e3", "1e",
        "1e+", "1e-",  "1 2",   "1,5", "1.2.3", "--1",   "+-1",  "- 1", "1-",
        "12s", "0x10", "1_000", "nan", "inf",   "1e3.5", "1ee3", "٣",   "1\xC2\xA0"}) {
    INFO(text);
    CHECK_FALSE(parse_fixed(text));
  }
  CHECK_FALSE(parse_fixed(std::string_view("1\0", 2)));
}

TEST_CASE("The decimal point may be another character") {
  CHECK(parse_fixed("1,5", {}, ',') == 1'500'000);
  CHECK_FALSE(parse_fixed("1.5", {}, ','));
}

TEST_CASE("Exponents move the point") {
  CHECK(parse_fixed("1e3") == 1'000'000'000);
  CHECK(parse_fixed("1E+3") == 1'000'000'000);
  CHECK(parse_fixed("-1.25e-2") == -12'500);
  CHECK(parse_fixed("1e-6") == 1);
  CHECK(parse_fixed("123456789012345678e-18") == 123'457);
  CHECK(parse_fixed("0.0000000000000000000000000000015e30") == 1'500'000);
  CHECK(parse_fixed("0." + std::string(2'000, '0') + "7e2001") == 7'000'000);
  CHECK(parse_fixed("7" + std::string(2'000, '0') + "e-2000") == 7'000'000);
}

TEST_CASE("An exponent of any size is read without counting up to it") {
  CHECK(parse_fixed("0e99999999999999999999") == 0);
  CHECK(parse_fixed("1e-99999999999999999999") == 0);
  CHECK_FALSE(parse_fixed("1e99999999999999999999"));
}

TEST_CASE("Halves of a millionth round away from zero") {
  CHECK(parse_fixed("0.0000005") == 1);
  CHECK(parse_fixed("-0.0000005") == -1);
  CHECK(parse_fixed("0.00000049999999999999999999999999") == 0);
  CHECK(parse_fixed("0.0000005000000000000000000000001") == 1);
  CHECK(parse_fixed("1.0000015") == 1'000'002);
  CHECK(parse_fixed("5e-7") == 1);
  CHECK(parse_fixed("4.9e-7") == 0);
  CHECK(parse_fixed("5e-8") == 0);
  CHECK(parse_fixed("9e-8") == 0);
}

TEST_CASE("A scale is applied before the only rounding") {
  CHECK(parse_fixed("1.5", kMinutes) == 90'000'000);
  CHECK(parse_fixed("-0.00000001", kMinutes) == -1);
  CHECK(parse_fixed("0.000000008", kMinutes) == 0);
  CHECK(parse_fixed("1", kMilliseconds) == 1'000);
  CHECK(parse_fixed("0.0005", kMilliseconds) == 1);
  CHECK(parse_fixed("0.00049999", kMilliseconds) == 0);
  CHECK(parse_fixed("1", kThirds) == 333'333);
  CHECK(parse_fixed("2", kThirds) == 666'667);
  // 1.5 millionths of a third are half a millionth: the digit behind the units decides.
  CHECK(parse_fixed("0.0000015", kThirds) == 1);
  CHECK(parse_fixed("0.00000149999999999", kThirds) == 0);
  CHECK(parse_fixed("1.5e-6", kThirds) == 1);
}

TEST_CASE("What does not fit is no number, and what just fits is exact") {
  CHECK(parse_fixed("9199999999999.999999") == kHighest);
  CHECK(parse_fixed("-9199999999999.999999") == -kHighest);
  CHECK_FALSE(parse_fixed("9200000000000"));
  CHECK_FALSE(parse_fixed("9199999999999.9999995"));
  CHECK_FALSE(parse_fixed("-9200000000000"));
  CHECK_FALSE(parse_fixed("18446744073709.551616"));  // 2^64 millionths
  CHECK_FALSE(parse_fixed(std::string(60, '9')));
  CHECK_FALSE(parse_fixed("1e13"));
  CHECK(parse_fixed("9199999999999999", kMilliseconds) == 9'199'999'999'999'999'000);
  CHECK_FALSE(parse_fixed("153333333334", kMinutes));
  CHECK(parse_fixed("153333333333", kMinutes) == 9'199'999'999'980'000'000);
  // Wider than 128 bits on the way.
  CHECK_FALSE(parse_fixed("340282366920938463463374607431768211456"));
  CHECK_FALSE(parse_fixed("99999999999999999999999999999999", {INT64_MAX, 1}));
  CHECK(parse_fixed("1", {INT64_MAX, INT64_MAX}) == kFixedOne);
  CHECK(parse_fixed("0.9999999999999999999999999", {INT64_MAX, INT64_MAX}) == kFixedOne);
}

TEST_CASE("The shortest text of a number is written") {
  CHECK(format_fixed(0) == "0");
  CHECK(format_fixed(12'500'000) == "12.5");
  CHECK(format_fixed(-3'000'000) == "-3");
  CHECK(format_fixed(1) == "0.000001");
  CHECK(format_fixed(-500'000) == "-0.5");
  CHECK(format_fixed(1'010'010) == "1.01001");
  CHECK(format_fixed(std::numeric_limits<Fixed>::max()) == "9223372036854.775807");
  CHECK(format_fixed(std::numeric_limits<Fixed>::min()) == "-9223372036854.775808");
}

TEST_CASE("What is written reads back, however the point is moved") {
  std::mt19937_64 random(20'261'001);  // NOLINT: the same numbers in every run
  for (int round = 0; round < 20'000; ++round) {
    const auto shift = static_cast<unsigned>(random() % 62);
    const auto magnitude = static_cast<Fixed>(random() >> (shift + 2)) % kHighest;
    const Fixed value = random() % 2 == 0 ? magnitude : -magnitude;
    const std::string text = format_fixed(value);
    INFO(text);
    REQUIRE(parse_fixed(text) == value);
    REQUIRE(parse_fixed(text + "e0") == value);
    REQUIRE(parse_fixed(text, {1'000, 1'000}) == value);
    // The same by the way for any number of digits.
    const std::string whole = std::to_string(value);
    REQUIRE(parse_fixed(whole + "e-6") == value);
    REQUIRE(parse_fixed(whole + "000000000000000000000e-27") == value);
    REQUIRE(parse_fixed(whole, {1, 1'000'000}) == value);
  }
}

TEST_CASE("The ways for few and for many digits agree under any scale") {
  std::mt19937_64 random(7);  // NOLINT: the same numbers in every run
  for (int round = 0; round < 20'000; ++round) {
    const auto value = static_cast<Fixed>(random() >> (24 + random() % 40));
    const Scale scale{1 + static_cast<std::int64_t>(random() % 100'000),
                      1 + static_cast<std::int64_t>(random() % 100'000)};
    const std::string text = format_fixed(value);
    INFO(text << " * " << scale.numerator << " / " << scale.denominator);
    const bool has_point = text.find('.') != std::string::npos;
    const std::string longer = text + (has_point ? "" : ".") + std::string(40, '0');
    REQUIRE(parse_fixed(text, scale) == parse_fixed(longer, scale));
    REQUIRE(parse_fixed(text, scale) == parse_fixed(text + "e-0", scale));
  }
}

}  // namespace
}  // namespace charterd
