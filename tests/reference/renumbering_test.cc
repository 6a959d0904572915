// An engine whose sources get other numbers again and again, as when the configuration names them
// in another order, says what one says that had the last numbers always.
//
// CHARTERD_RANDOM_CASES and CHARTERD_RANDOM_SEED: see cases_test.cc.
#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "config/loader.h"
#include "rules/engine.h"
#include "rules/plan.h"
#include "tests/kept_table.h"
#include "tests/reference/engine_feed.h"
#include "tests/reference/figure_dump.h"
#include "tests/reference/scenario.h"
#include "tests/reference/settings.h"

namespace charterd::slow {
namespace {

constexpr std::size_t kNumbers = 4;  // more than there are sources

class Renumbered {
 public:
  Renumbered(const Scenario& scenario, std::uint64_t seed) : scenario_(scenario), dice_(seed) {
    auto loaded = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
    charter_ = std::make_shared<config::Charter>(std::move(*loaded.value));
    plan_ = rules::Plan::compile(charter_, vocabulary_);
    std::iota(numbers_.begin(), numbers_.end(), 0U);
  }

  // "" when they agree.
  std::string compare() {
    rules::Engine engine = make();
    Instant now = Instant::min();
    for (const Arrival& arrival : scenario_.arrivals) {
      now = std::max({now, arrival.event.time, arrival.clock});
      apply(engine, arrival.event);
      if (dice_() % 4 != 0) continue;
      engine.figures(now);
      save(engine);
      engine = restored_with_new_numbers();
    }
    rules::Engine steady = make();
    for (const Arrival& arrival : scenario_.arrivals) apply(steady, arrival.event);
    const std::string wanted = text_of(steady.figures(now)), found = text_of(engine.figures(now));
    return wanted == found ? "" : wanted + "but with other numbers before:\n" + found;
  }

 private:
  rules::Engine make() const {
    rules::EngineOptions options;
    options.tracks = true;
    options.arrives_within.assign(charter_->cases.size(), scenario_.arrives_within);
    return {plan_, options};
  }

  void apply(rules::Engine& engine, Event event) const {
    event.source = numbers_.at(event.source);
    slow::apply(engine, vocabulary_, event);
  }

  void save(rules::Engine& engine) {
    config::RowChanges changes;
    engine.save(changes);
    kept_.apply(changes);
  }

  rules::Engine restored_with_new_numbers() {
    std::vector<std::uint32_t> next(kNumbers);
    std::iota(next.begin(), next.end(), 0U);
    std::shuffle(next.begin(), next.end(), dice_);
    rules::Engine engine = make();
    engine.renumber_sources(next);
    for (const auto& [key, value] : kept_.rows()) REQUIRE(engine.restore(key, value));
    engine.restored();
    for (std::uint32_t& number : numbers_) number = next.at(number);
    return engine;
  }

  // But for what says in which order events came to be known.
  static std::string text_of(rules::Figures figures) {
    for (rules::CaseFigures& of : figures.cases) of.corrected_outcomes = of.early_events = 0;
    return dump(figures);
  }

  const Scenario& scenario_;
  std::mt19937_64 dice_;
  std::shared_ptr<const config::Charter> charter_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
  std::vector<std::uint32_t> numbers_ = std::vector<std::uint32_t>(kNumbers);  // now, by the first
  KeptTable kept_;
};

}  // namespace

TEST_CASE("Sources may get other numbers, and events of the same instant another order") {
  const std::uint64_t first = first_seed();
  const auto generator = scenarios();
  for (std::uint64_t seed = first; seed != first + how_many() / 5; ++seed) {
    const Scenario scenario = generator(rc::Random(seed)).value();
    if (scenario.arrivals.empty()) continue;
    INFO("seed " << seed << "\n" << describe(scenario));
    const std::string differs = Renumbered(scenario, seed).compare();
    if (!differs.empty()) FAIL(differs);
  }
}

}  // namespace charterd::slow
