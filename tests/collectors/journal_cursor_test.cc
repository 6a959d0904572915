#include "collectors/journal_cursor.h"

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

using Order = std::partial_ordering;

TEST_CASE("entries of one series are ordered by their numbers, which are hexadecimal") {
  CHECK(compare_cursors("s=a;i=ff;b=1;m=9;t=9;x=1", "s=a;i=100;b=1;m=1;t=1;x=1") == Order::less);
  CHECK(compare_cursors("s=a;i=1;b=1;m=9", "s=a;i=1;b=2;m=1") == Order::equivalent);
}

TEST_CASE("entries of different series are ordered by the clock of their boot, or the wall's") {
  CHECK(compare_cursors("s=a;i=9;b=1;m=2;t=9", "s=b;i=1;b=1;m=3;t=1") == Order::less);
  CHECK(compare_cursors("s=a;i=9;b=1;m=9;t=2", "s=b;i=1;b=2;m=1;t=1") == Order::greater);
}

TEST_CASE("what is no cursor has no order") {
  CHECK(compare_cursors("", "s=a;i=1;b=1;m=9;t=1") == Order::unordered);
  CHECK(compare_cursors("s=a;i=x", "s=a;i=1") == Order::unordered);
  CHECK(compare_cursors("s=a;i=", "s=a;i=1") == Order::unordered);
}

}  // namespace
}  // namespace charterd::collectors
