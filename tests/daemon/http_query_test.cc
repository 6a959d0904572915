#include "daemon/http_query.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

TEST_CASE("A query is read into names and values") {
  CHECK(parse_query("") == QueryParts{});
  CHECK(parse_query("source=shop") == QueryParts{{"source", "shop"}});
  CHECK(
      parse_query("a=1&b=two%20words&a=+%2B&c&=d&&e=f=g") ==
      QueryParts{{"a", "1"}, {"b", "two words"}, {"a", " +"}, {"c", ""}, {"", "d"}, {"e", "f=g"}});
}

TEST_CASE("A query with a broken escape is refused") {
  for (const char* const query : {"a=%", "a=%1", "a=%zz", "%=1", "a=% 1"}) {
    CHECK_FALSE(parse_query(query));
  }
}

}  // namespace
}  // namespace charterd::daemon
