// The engine against the slow reference, on random charters about cases, after every event.
//
// CHARTERD_RANDOM_CASES (10,000; a tenth of it under a sanitizer) is how many charters with their
// events, CHARTERD_RANDOM_SEED (1) the seed of the first; each further one has the next seed. So
// the one with the seed 4711 is run again, alone, by
//
//   CHARTERD_RANDOM_SEED=4711 CHARTERD_RANDOM_CASES=1 tests/test_reference "The engine*"
//
// which makes it smaller and prints it just as the whole run did.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "tests/reference/agreement.h"
#include "tests/reference/settings.h"

namespace charterd::slow {
namespace {

// The first of the smaller scenarios that fails too, and of its smaller ones, to the end.
std::string smallest_failure(const rc::Shrinkable<Scenario>& failing, std::uint64_t seed) {
  const auto smallest = rc::shrinkable::findLocalMin(
      failing, [](const Scenario& scenario) { return disagreement(scenario).has_value(); });
  return fmt::format("{}\n{}\nCHARTERD_RANDOM_SEED={} CHARTERD_RANDOM_CASES=1 runs it again",
                     describe(smallest.first), disagreement(smallest.first).value_or(""), seed);
}

}  // namespace

TEST_CASE("The engine agrees with the reference about cases, whatever comes in whatever order") {
  const std::uint64_t first = first_seed(), count = how_many();
  WARN(fmt::format("{} charters from the seed {} on", count, first));
  const auto generator = scenarios();
  for (std::uint64_t seed = first; seed != first + count; ++seed) {
    const auto shrinkable = generator(rc::Random(seed));
    const Scenario scenario = shrinkable.value();
    INFO("seed " << seed);
    if (scenario.arrivals.empty()) FAIL(to_yaml(scenario.charter) << refusal(scenario));
    if (disagreement(scenario)) FAIL(smallest_failure(shrinkable, seed));
  }
}

}  // namespace charterd::slow
