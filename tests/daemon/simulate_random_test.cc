// Chance: the same numbers from the same seed, with the shares that were asked for.
#include "daemon/simulate_random.h"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

constexpr int kDraws = 100'000;

TEST_CASE("the same seed gives the same numbers on every machine") {
  Random random(1);
  // Written down once: a change here changes every simulated file.
  CHECK(random.next() == 0xc5883e370b0926c3ULL);
  CHECK(Random(1).uniform() == Random(1).uniform());
  CHECK(Random(1).next() != Random(2).next());
}

TEST_CASE("random numbers have the mean and the spread that they should") {
  Random random(3);
  double uniform = 0, exponential = 0, normal = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    REQUIRE((u >= 0 && u < 1));
    uniform += u;
    exponential += random.exponential();
    const double z = random.normal();
    normal += z;
    squares += z * z;
  }
  CHECK(uniform / kDraws == Approx(0.5).margin(0.005));
  CHECK(exponential / kDraws == Approx(1).margin(0.02));
  CHECK(normal / kDraws == Approx(0).margin(0.02));
  CHECK(squares / kDraws == Approx(1).margin(0.02));
}

TEST_CASE("a pick follows the weights and never takes a weight of 0") {
  Random random(4);
  constexpr std::array<double, 4> kWeights = {3, 0, 1, 0};
  std::array<int, 4> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[random.pick(kWeights)];
  CHECK(counts[0] == Approx(0.75 * kDraws).epsilon(0.02));
  CHECK(counts[2] == Approx(0.25 * kDraws).epsilon(0.04));
  CHECK(counts[1] + counts[3] == 0);
}

TEST_CASE("the normal quantile undoes the normal share") {
  CHECK(normal_quantile(0.5) == Approx(0).margin(1e-9));
  CHECK(normal_quantile(0.975) == Approx(1.959964).epsilon(1e-6));
  for (const double share : {0.001, 0.2, 0.8, 0.999}) {
    CHECK(normal_share(normal_quantile(share)) == Approx(share).epsilon(1e-9));
  }
}

}  // namespace
}  // namespace charterd::daemon
