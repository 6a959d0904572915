#include "collectors/key_index.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

TEST_CASE("a key index finds exactly its keys") {
  const std::vector<std::string> keys = {"",         "a",         "event",      "channel",
                                         "eight888", "longer_99", "longer_98x", "longer_98y"};
  const KeyIndex index(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CHECK(index.find(keys[i]) == i);
    CHECK(index.find_padded(std::string_view((keys[i] + "\xff\xff\xff\xff\xff\xff\xff\xff").data(),
                                             keys[i].size())) == i);
  }
  for (const char* other :
       {"b", "even", "events", "eight88", "eight8888", "longer_9", "longer_98"}) {
    CHECK(index.find(other) == KeyIndex::kNone);
  }
  CHECK(KeyIndex().find("a") == KeyIndex::kNone);
}

TEST_CASE("a key index of many keys that begin alike finds them all") {
  std::vector<std::string> keys;
  for (int i = 0; i < 2000; ++i) keys.push_back("customer_field_" + std::to_string(i));
  const KeyIndex index(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) REQUIRE(index.find(keys[i]) == i);
  CHECK(index.find("customer_field_2000") == KeyIndex::kNone);
}

TEST_CASE("a moved key index still finds its keys") {
  KeyIndex index({"a_rather_long_key"});
  const KeyIndex moved = std::move(index);
  CHECK(moved.find("a_rather_long_key") == 0);
}

}  // namespace
}  // namespace charterd::collectors
