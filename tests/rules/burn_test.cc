#include "rules/burn.h"

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::rules;
using std::chrono::hours;

namespace {

config::Target share(Fixed goal, Duration window) {
  config::Target target;
  target.goal.kind = config::Goal::Kind::at_least;
  target.goal.amount = goal;
  target.window = config::Window{config::Window::Kind::rolling, window, ""};
  return target;
}

config::Condition limit(config::Quantity::Kind kind, Fixed amount) {
  config::Test test;
  test.subject = config::Test::Subject::measure;
  test.kind = config::Test::Kind::less_equal;
  test.quantity = config::Quantity{kind, amount};
  return {{{{test}, {}}}, {}};
}

Sums sums(std::int64_t good, std::int64_t bad) { return ShareCell{good, bad, 0}.sums(); }

const BurnPair kHour{hours{1}, std::chrono::minutes{5}, 14'400'000, 750'000, true};

}  // namespace

TEST_CASE("only pairs that fit four times into the window are used") {
  CHECK(burn_pairs(share(800'000, hours{28 * 24})).size() == 4);
  CHECK(burn_pairs(share(800'000, hours{12 * 24})).size() == 4);
  CHECK(burn_pairs(share(800'000, hours{11 * 24})).size() == 3);
  CHECK(burn_pairs(share(800'000, hours{24})).size() == 2);
  CHECK(burn_pairs(share(800'000, hours{3})).empty());
}

TEST_CASE("pairs shorter than the goal's own limit are left out, limits in days are a day") {
  config::Target target = share(900'000, hours{28 * 24});
  target.good = limit(config::Quantity::Kind::duration, 20 * kFixedOne);
  CHECK(burn_pairs(target).size() == 4);
  target.good = limit(config::Quantity::Kind::duration, 4 * 3600 * kFixedOne);
  CHECK(burn_pairs(target).size() == 3);
  target.good = limit(config::Quantity::Kind::working_days, 5 * kFixedOne);
  CHECK(burn_pairs(target).size() == 2);
}

TEST_CASE("every one and statistics do not burn") {
  config::Target target = share(kFixedOne, hours{28 * 24});
  CHECK(burn_pairs(target).empty());
  target.goal.kind = config::Goal::Kind::every_one;
  CHECK(allowed_share(target.goal) == Fixed{0});
  CHECK(burn_pairs(target).empty());
  target.goal.statistic = config::Statistic::mean;
  CHECK(!allowed_share(target.goal));
}

TEST_CASE("a loose goal burns at a rate that it can reach") {
  // a = 0.2: the threshold is max(1, min(14.4, 0.75/0.2)) = 3.75, a bad share of 75%.
  CHECK(burns(kHour, sums(25, 75), sums(1, 3), 200'000));
  CHECK_FALSE(burns(kHour, sums(26, 74), sums(1, 3), 200'000));
  CHECK_FALSE(burns(kHour, sums(25, 75), sums(2, 3), 200'000));
  CHECK_FALSE(burns(kHour, sums(25, 75), sums(0, 0), 200'000));
}

TEST_CASE("four misses never burn, and neither does what chance explains") {
  CHECK_FALSE(burns(kHour, sums(0, 4), sums(0, 4), 200'000));
  CHECK(burns(kHour, sums(0, 5), sums(0, 1), 200'000));
  // A threshold of 1 and a bad share of 60% of 10: the interval's low end 0.31 is below a = 0.5.
  CHECK_FALSE(
      burns({hours{72}, hours{6}, 1'000'000, 200'000, false}, sums(4, 6), sums(0, 1), 500'000));
}

TEST_CASE("a rate exactly at the threshold burns") {
  // a = 0.05, F = 14.4: a bad share of 0.72 exactly, 18 of 25.
  CHECK(burns(kHour, sums(7, 18), sums(7, 18), 50'000));
  CHECK_FALSE(burns(kHour, sums(700'001, 1'799'999), sums(7, 18), 50'000));
}

TEST_CASE("heavy weights do not overflow") {
  WeightedCell cell;
  for (int i = 0; i < 10; ++i) {
    cell.add({Outcome::Kind::bad, false, 0, 100'000'000 * kFixedOne}, 1'000'000'000);
  }
  CHECK(burns(kHour, cell.sums(), cell.sums(), 50'000));
}
