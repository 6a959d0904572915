// Growth, rotation of every kind, saving and crashes in any order: each record counts once.
#include <catch2/catch.hpp>

#include "tests/collectors/random_rotation.h"

namespace charterd::collectors::testing {
namespace {

TEST_CASE("every record counts once through rotations, saving and crashes in any order") {
  const std::size_t most_open = GENERATE(2U, 128U);
  const Lines lines = GENERATE(Lines::json, Lines::csv);
  int crashes = 0;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed, most_open, lines == Lines::csv);
    Rotated rotated(seed, most_open, lines);
    for (int i = 0; i < 120; ++i) rotated.step();
    rotated.finish();
    REQUIRE(first_difference(rotated.counts(), std::vector(rotated.counts().size(), 1)) == "none");
    REQUIRE(rotated.accepted() == static_cast<std::uint64_t>(rotated.written()));
    crashes += rotated.crashes();
  }
  CHECK(crashes > static_cast<int>(2 * kSeeds));
}

}  // namespace
}  // namespace charterd::collectors::testing
