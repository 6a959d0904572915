// Every figure of random charters is explained, one by one, to the last miss.
#include "rules/explain.h"

#include <memory>
#include <string>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "config/loader.h"
#include "rules/engine.h"
#include "rules/plan.h"
#include "tests/reference/engine_feed.h"
#include "tests/reference/scenario.h"

namespace charterd::slow {
namespace {

constexpr std::uint64_t kScenarios = 300;

class Explained {
 public:
  explicit Explained(const Scenario& scenario) : scenario_(scenario) {
    auto loaded = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
    charter_ = std::make_shared<config::Charter>(std::move(*loaded.value));
    plan_ = rules::Plan::compile(charter_, vocabulary_);
  }

  // How many of the target's figures were asked about.
  int explain(std::size_t target) const {
    rules::Explainer explainer(*plan_, target, "");
    rules::EngineOptions options;
    options.by_line = true;
    options.observer = &explainer;
    options.arrives_within.assign(charter_->cases.size(), scenario_.arrives_within);
    rules::Engine engine(plan_, options);
    for (const Arrival& arrival : scenario_.arrivals) {
      slow::apply(engine, vocabulary_, arrival.event, arrival.event.offset + 1);
    }
    const rules::Figures figures = engine.figures(scenario_.arrivals.back().clock);
    int asked = 0;
    for (const rules::WindowFigure& figure : figures.targets[target].series) {
      if (figure.part != rules::Part{}) continue;
      rules::Explainer once = explainer;
      const auto found = once.explain(engine, figure.from, figure.to, !figure.previous);
      INFO(to_yaml(scenario_.charter) << charter_->targets[target].id << ": " << found.size());
      CHECK(rules::adds_up(figures.targets[target], figure, found));
      asked += found.empty() ? 0 : 1;
    }
    return asked;
  }
  std::size_t targets() const { return plan_->targets.size(); }

 private:
  const Scenario& scenario_;
  std::shared_ptr<const config::Charter> charter_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
};

}  // namespace

TEST_CASE("Behind every figure there are as many misses, exclusions and overdue cases as it says") {
  const auto generator = scenarios();
  int asked = 0;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    const Scenario scenario = generator(rc::Random(seed)).value();
    if (scenario.arrivals.empty()) continue;
    const Explained explained(scenario);
    for (std::size_t i = 0; i < explained.targets(); ++i) asked += explained.explain(i);
  }
  CHECK(asked > 100);
}

}  // namespace charterd::slow
