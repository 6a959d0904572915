#include "rules/steps.h"

#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "rules/ledger.h"

using namespace charterd;
using namespace charterd::rules;

TEST_CASE("steps added in any order sum like a map") {
  std::mt19937 random{3};
  std::uniform_int_distribution<int> ids{0, 200};
  Steps<ShareCell> steps;
  std::map<int, int> reference;
  for (int i = 0; i < 2000; ++i) {
    const int id = ids(random);
    steps.at(id).good += 1;
    ++reference[id];
    if (i % 100 != 0) continue;
    const int from = ids(random), to = from + ids(random);
    std::int64_t expected = 0;
    for (const auto& [step, count] : reference) {
      if (step >= from && step < to) expected += count;
    }
    REQUIRE(steps.sum(from, to).good == expected);
  }
  CHECK(steps.size() == reference.size());
}

TEST_CASE("forgetting keeps the steps from the given one on") {
  Steps<ShareCell> steps;
  for (int id = 0; id < 10; ++id) steps.at(id).good = 1;
  steps.forget_before(6);
  CHECK(steps.sum(0, 100).good == 4);
  steps.at(9).good += 1;
  CHECK(steps.sum(9, 10).good == 2);
}

TEST_CASE("recent steps stay bounded and drop only what is too old") {
  RecentSteps<ShareCell> steps;
  const Outcome good{Outcome::Kind::good, false, 0, kFixedOne};
  for (StepId id = 0; id < 100'000; ++id) {
    steps.add(id, 60, false, good, 1);
    REQUIRE(steps.sum(id - 59, id + 1).good == std::min(60, id + 1));
  }
  steps.add(99'940, 60, false, good, 1);  // 59 steps before the newest: kept
  steps.add(99'939, 60, false, good, 1);  // 60 steps before: too old
  CHECK(steps.sum(99'940, 100'000).good == 61);
}
