#include <catch2/catch.hpp>

#include "config/diagnostic.h"

namespace charterd::config {
namespace {

const std::vector<std::string> kKeys = {"name",           "file",   "stdin",           "format",
                                        "arrives_within", "expect", "drop_duplicates", "events"};

TEST_CASE("The nearest name is what was most likely meant") {
  CHECK(nearest("formt", kKeys) == "format");
  CHECK(nearest("naem", kKeys) == "name");
  CHECK(nearest("event", kKeys) == "events");
  CHECK(nearest("drop-duplicates", kKeys) == "drop_duplicates");
  CHECK(nearest("Format", kKeys) == "format");
  CHECK(nearest("arrive_within", kKeys) == "arrives_within");
}

TEST_CASE("A name far from all has no nearest") {
  CHECK(nearest("zebra", kKeys).empty());
  CHECK(nearest("", kKeys).empty());
  CHECK(nearest("x", kKeys).empty());
  CHECK(nearest("name", {}).empty());
  CHECK(nearest(std::string(1'000'000, 'n'), kKeys).empty());
}

TEST_CASE("The distance may be a third of the length and no more") {
  CHECK(nearest("abcxyf", {"abcdef"}) == "abcdef");
  CHECK(nearest("abxxxf", {"abcdef"}).empty());
}

TEST_CASE("Of two names equally near the first is taken") {
  CHECK(nearest("bake", {"cake", "lake"}) == "cake");
}

}  // namespace
}  // namespace charterd::config
