#include "config/packed.h"

#include <limits>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace charterd::config {

TEST_CASE("What is packed is unpacked") {
  rc::check("numbers, texts and instants", [](std::uint64_t a, std::int64_t b, std::string c,
                                              std::int64_t high, std::uint64_t low, bool flag) {
    const Wide wide = (Wide{high} << 64) | low;
    const Instant t{Duration{b}};
    Packer packer;
    packer.number(a).integer(b).text(c).wide(wide).wide(-wide).flag(flag).instant(t);
    Unpacker from(packer.bytes());
    RC_ASSERT(from.number() == a);
    RC_ASSERT(from.integer() == b);
    RC_ASSERT(from.text() == c);
    RC_ASSERT(from.wide() == wide);
    RC_ASSERT(from.wide() == -wide);
    RC_ASSERT(from.flag() == flag);
    RC_ASSERT(!from.ended());
    RC_ASSERT(from.instant() == t);
    RC_ASSERT(from.ended());
  });
}

TEST_CASE("The ends of the ranges fit") {
  using Number = std::numeric_limits<std::uint64_t>;
  using Integer = std::numeric_limits<std::int64_t>;
  const Packer packer =
      Packer().number(Number::max()).integer(Integer::min()).integer(Integer::max());
  Unpacker from(packer.bytes());
  CHECK(from.number() == Number::max());
  CHECK(from.integer() == Integer::min());
  CHECK(from.integer() == Integer::max());
  CHECK(from.ended());
}

TEST_CASE("Small numbers are short") {
  CHECK(Packer().number(127).bytes().size() == 1);
  CHECK(Packer().integer(-64).bytes().size() == 1);
  CHECK(Packer().number(128).bytes() == "\x80\x01");
}

TEST_CASE("What is not there reads as nothing and is told") {
  rc::check("bytes that nobody packed", [](const std::string& bytes) {
    Unpacker from(bytes);
    for (int i = 0; i < 50; ++i) {
      from.text();
      from.wide();
    }
    RC_ASSERT(!from.good());
    RC_ASSERT(from.number() == 0U);
    RC_ASSERT(from.text().empty());
  });
  Unpacker too_long(
      std::string_view("\x05"
                       "abc",
                       4));
  CHECK(too_long.text().empty());
  CHECK_FALSE(too_long.good());
  Unpacker too_large(std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 10));
  CHECK(too_large.number() == 0);
  CHECK_FALSE(too_large.good());
  const Packer wide = Packer().number(70'000);
  Unpacker narrow(wide.bytes());
  CHECK(narrow.as<std::uint16_t>() == 0);
  CHECK_FALSE(narrow.good());
}

}  // namespace charterd::config
