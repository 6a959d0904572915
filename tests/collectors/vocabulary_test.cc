#include "collectors/vocabulary.h"

#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

TEST_CASE("names are numbered in the order they are added, each once") {
  NameTable table;
  CHECK(table.add("a") == 0);
  CHECK(table.add("") == 1);
  CHECK(table.add("a") == 0);
  CHECK(table.find("") == std::uint16_t{1});
  CHECK_FALSE(table.find("b").has_value());
  CHECK(table.size() == 2);
  CHECK(table.name(0) == "a");
}

TEST_CASE("an empty table finds nothing") { CHECK_FALSE(NameTable().find("a").has_value()); }

TEST_CASE("a table takes 65,535 names and no more") {
  NameTable table;
  for (int i = 0; i < 65'535; ++i) table.add("name " + std::to_string(i));
  CHECK_THROWS_AS(table.add("one more"), std::length_error);
  CHECK(table.add("name 65534") == 65'534);
  for (int i = 0; i < 65'535; i += 997) {
    CHECK(table.find("name " + std::to_string(i)) == static_cast<std::uint16_t>(i));
  }
}

}  // namespace
}  // namespace charterd::collectors
