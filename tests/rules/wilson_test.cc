#include "rules/wilson.h"

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::rules;

TEST_CASE("the Wilson interval agrees with published values") {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29 (method 3).
  const auto check = [](int part, int whole, double low, double high) {
    const Interval interval = wilson(static_cast<double>(part) / whole, whole);
    CHECK(interval.low == Approx(low).margin(0.00005));
    CHECK(interval.high == Approx(high).margin(0.00005));
  };
  check(81, 263, 0.2553, 0.3662);
  check(15, 148, 0.0624, 0.1605);
  check(0, 20, 0.0000, 0.1611);
  check(1, 29, 0.0061, 0.1718);
}

TEST_CASE("equal weights count as that many outcomes, unequal ones as fewer") {
  WeightedCell cell;
  for (int i = 0; i < 4; ++i) cell.add({Outcome::Kind::good, false, 0, 5 * kFixedOne}, 1);
  CHECK(effective_count(cell.sums()) == Approx(4));
  cell.add({Outcome::Kind::bad, false, 0, 100 * kFixedOne}, 1);
  CHECK(effective_count(cell.sums()) == Approx(120.0 * 120.0 / (4 * 25 + 10000)));
  CHECK(effective_count(WeightedCell{}.sums()) == 0);
}

TEST_CASE("where all or none are good the interval ends exactly there") {
  for (const double n : {1.0, 7.0, 10.0, 25.0, 100.0}) {
    CHECK(wilson(1, n).high == 1);
    CHECK(wilson(0, n).low == 0);
  }
}
