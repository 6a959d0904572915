// An engine that is thrown away again and again, and made anew from what was saved of it, says
// what one says that lives on.
//
// CHARTERD_RANDOM_CASES and CHARTERD_RANDOM_SEED: see cases_test.cc.
#include <memory>
#include <random>

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

class Twins {
 public:
  Twins(const Scenario& scenario, std::uint64_t seed) : scenario_(scenario), dice_(seed) {
    auto loaded = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
    charter_ = std::make_shared<config::Charter>(std::move(*loaded.value));
    plan_ = rules::Plan::compile(charter_, vocabulary_);
  }

  // "" when they always agree.
  std::string compare() {
    rules::Engine steady = make(), mortal = make();
    std::size_t saved = 0;  // so many arrivals are
    Instant now = Instant::min();
    for (std::size_t i = 0; i < scenario_.arrivals.size(); ++i) {
      const Arrival& arrival = scenario_.arrivals[i];
      now = std::max({now, arrival.event.time, arrival.clock});
      apply(steady, i);
      apply(mortal, i);
      if (one_in(3)) {
        const std::string wanted = dump(steady.figures(now)), found = dump(mortal.figures(now));
        if (wanted != found) return "without a restart:\n" + wanted + found;
        if (one_in(10)) steady.begin_forgetting(), mortal.begin_forgetting();
        save(mortal);
        saved = i + 1;
      }
      if (!one_in(4)) continue;
      mortal = restored();
      for (std::size_t again = saved; again <= i; ++again) apply(mortal, again);
    }
    rules::Engine last = restored();
    for (std::size_t i = saved; i < scenario_.arrivals.size(); ++i) apply(last, i);
    const std::string wanted = dump(steady.figures(now)), found = dump(last.figures(now));
    return wanted == found ? "" : wanted + "but restored:\n" + found;
  }

 private:
  bool one_in(std::uint64_t chance) { return dice_() % chance == 0; }

  rules::Engine make() const {
    rules::EngineOptions options;
    options.metrics = options.forgets = options.tracks = true;
    options.arrives_within.assign(charter_->cases.size(), scenario_.arrives_within);
    return {plan_, options};
  }

  void apply(rules::Engine& engine, std::size_t arrival) const {
    slow::apply(engine, vocabulary_, scenario_.arrivals[arrival].event);
  }

  void save(rules::Engine& engine) {
    config::RowChanges changes;
    engine.save(changes);
    kept_.apply(changes);
  }

  rules::Engine restored() const {
    rules::Engine engine = make();
    for (const auto& [key, value] : kept_.rows()) {
      INFO("table " << static_cast<int>(key.table) << " row " << key.a << " " << key.b);
      REQUIRE(engine.restore(key, value));
    }
    engine.restored();
    return engine;
  }

  const Scenario& scenario_;
  std::mt19937_64 dice_;
  std::shared_ptr<const config::Charter> charter_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
  KeptTable kept_;
};

}  // namespace

TEST_CASE("An engine restored from its rows says what the one that was saved says") {
  const std::uint64_t first = first_seed();
  const auto generator = scenarios();
  for (std::uint64_t seed = first; seed != first + how_many() / 5; ++seed) {
    const Scenario scenario = generator(rc::Random(seed)).value();
    if (scenario.arrivals.empty()) continue;
    INFO("seed " << seed << "\n" << describe(scenario));
    const std::string differs = Twins(scenario, seed).compare();
    if (!differs.empty()) FAIL(differs);
  }
}

}  // namespace charterd::slow
