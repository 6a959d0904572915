#include "collectors/push_body.h"

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"

namespace charterd::collectors::testing {
namespace {

constexpr std::size_t kPlenty = 1 << 20;

std::string lines_of(const std::string& body) { return json_lines(body).value_or("no list"); }

TEST_CASE("a body in gzip is unpacked, also one of several members") {
  const std::string packed = gzip("one\n") + gzip("two\n");
  CHECK(unpack_gzip(packed, kPlenty) == "one\ntwo\n");
  CHECK(unpack_gzip(gzip(""), kPlenty) == "");
  const std::string large(200'000, 'x');
  CHECK(unpack_gzip(gzip(large), large.size()) == large);
}

TEST_CASE("a body that unpacks to more than is allowed is refused, however small") {
  const std::string bomb = gzip(std::string(10'000'000, 'x'));
  CHECK(bomb.size() < 50'000);
  CHECK(unpack_gzip(bomb, kPlenty) == tl::unexpected(BodyFault::too_large));
  CHECK(unpack_gzip(gzip("12345"), 4) == tl::unexpected(BodyFault::too_large));
  CHECK(unpack_gzip(gzip("12345"), 5) == "12345");
}

TEST_CASE("a body that is no whole gzip is refused") {
  const std::string packed = gzip("one\n");
  CHECK(unpack_gzip("", kPlenty) == tl::unexpected(BodyFault::bad_gzip));
  CHECK(unpack_gzip("one\n", kPlenty) == tl::unexpected(BodyFault::bad_gzip));
  CHECK(unpack_gzip(packed + "rest", kPlenty) == tl::unexpected(BodyFault::bad_gzip));
  for (std::size_t size = 1; size < packed.size(); ++size) {
    CHECK(unpack_gzip(packed.substr(0, size), kPlenty) == tl::unexpected(BodyFault::bad_gzip));
  }
}

TEST_CASE("the elements of an array become lines") {
  CHECK(lines_of("[]").empty());
  CHECK(lines_of(R"([{"a":1}])") == "{\"a\":1}\n");
  CHECK(lines_of(" [ {\"a\": 1,\n \"b\": [2, {}]} ,\n{\"c\":\"],}\\\"[\"} ]\n") ==
        "{\"a\": 1,  \"b\": [2, {}]}\n{\"c\":\"],}\\\"[\"}\n");
  CHECK(lines_of("[1, \"two\", null]") == "1\n\"two\"\nnull\n");
}

TEST_CASE("what begins as an array and is none is refused") {
  for (const char* const body : {"[", "[{}", "[{},]", "[,{}]", "[{}{}]", "[{}] []", "[{}]]", "[{]}",
                                 "[{\"a\":\"b}]", "[\"a\nb\"]", "[{}},{}]", "[\"\\"}) {
    INFO(body);
    CHECK(json_lines(body) == tl::unexpected(BodyFault::bad_list));
  }
}

TEST_CASE("objects may be written over several lines") {
  CHECK(lines_of("{\n  \"a\": 1\n}\n") == "{   \"a\": 1 }\n");
  CHECK(lines_of("{\"a\":1}\n{\"b\":2}") == "{\"a\":1}\n{\"b\":2}\n");
}

TEST_CASE("lines of which one is broken stay lines") {
  for (const char* const body : {"{\"a\":1\n{\"b\":2}\n", "{\"a\":\"1}\n{\"b\":2}\n",
                                 "{\"a\":1}}\n{\"b\":2}\n", "oops\n{\"b\":2}\n", "{}\noops\n"}) {
    INFO(body);
    CHECK(lines_of(body) == body);
  }
}

}  // namespace
}  // namespace charterd::collectors::testing
