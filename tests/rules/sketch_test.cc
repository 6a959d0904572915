#include "rules/sketch.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

using charterd::Fixed;
using charterd::kFixedOne;
using charterd::to_double;
using charterd::rules::Sketch;

TEST_CASE("a sketch gives every rank within one percent") {
  std::mt19937_64 random{7};
  std::lognormal_distribution<double> waits{3, 2};
  std::vector<Fixed> values;
  Sketch sketch;
  for (int i = 0; i < 5000; ++i) {
    values.push_back(static_cast<Fixed>(waits(random) * kFixedOne));
    sketch.add(values.back());
  }
  std::sort(values.begin(), values.end());
  for (std::size_t rank = 1; rank <= values.size(); rank += 7) {
    const double exact = to_double(values[rank - 1]);
    REQUIRE(sketch.value_at(static_cast<std::int64_t>(rank)) == Approx(exact).epsilon(0.0101));
  }
}

TEST_CASE("zero and negative values keep their order in a sketch") {
  Sketch sketch;
  sketch.add(-5 * kFixedOne);
  sketch.add(0);
  sketch.add(3 * kFixedOne);
  CHECK(sketch.value_at(1) == Approx(-5).epsilon(0.01));
  CHECK(sketch.value_at(2) == 0);
  CHECK(sketch.value_at(3) == Approx(3).epsilon(0.01));
}

TEST_CASE("values can be taken back out of a sketch") {
  Sketch sketch;
  sketch.add(10 * kFixedOne, 3);
  sketch.add(20 * kFixedOne);
  sketch.add(10 * kFixedOne, -3);
  CHECK(sketch.count() == 1);
  CHECK(sketch.value_at(1) == Approx(20).epsilon(0.01));
  sketch.add(20 * kFixedOne, -1);
  CHECK(sketch.empty());
}

TEST_CASE("the largest and the smallest Fixed fit into a sketch") {
  Sketch sketch;
  sketch.add(std::numeric_limits<Fixed>::max());
  sketch.add(1);
  CHECK(sketch.value_at(1) == Approx(1e-6).epsilon(0.0101));
  CHECK(sketch.value_at(2) == Approx(9.223372e12).epsilon(0.0101));
}

TEST_CASE("the sum of sketches is the sketch of all values") {
  Sketch left, right, both;
  for (int i = 1; i <= 100; ++i) {
    (i % 3 == 0 ? left : right).add(i * kFixedOne);
    both.add(i * kFixedOne);
  }
  left += right;
  for (int rank = 1; rank <= 100; ++rank) CHECK(left.value_at(rank) == both.value_at(rank));
}
