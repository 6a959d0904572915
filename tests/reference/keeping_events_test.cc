// What is kept of measures that are no cases: every kind of sum, labels, histograms, decisions.
#include <random>

#include <catch2/catch.hpp>

#include "tests/kept_table.h"
#include "tests/reference/figure_dump.h"
#include "tests/rules/world.h"

namespace charterd::slow {
namespace {

using config::RowKey;
using config::Table;

constexpr const char* kCharter = R"(
scope: {channel: [phone, email], shop: [north, south]}
measures:
  wait: {events: call, value: wait, unit: seconds, range: [0, 1000]}
  sold: {events: sale, weight: kilograms}
  score: {events: survey, value: score, unit: points}
defaults: {window: 7 days, by: [channel, agent]}
targets:
  share: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, exclude: {agent: a3}}
  monthly: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, window: calendar month}
  weighted: {measure: sold, goal: at least 90%, good: {kind: organic}}
  mean: {measure: wait, goal: mean at most 30s, window: 2 hours}
  p90: {measure: wait, goal: p90 at most 50s}
  nps: {measure: score, goal: nps at least 20, window: calendar quarter}
  gap: {measure: wait, goal: gap at most 5 points, across: shop, good: {wait: "<= 20s"}}
  faster: {measure: wait, goal: mean reduced by 50%, window: 7 days, deadline: 2026-12-01,
           baseline: {from: 2026-01-01, to: 2026-03-01}}
)";

rules::EngineOptions options() {
  rules::EngineOptions options;
  options.metrics = options.forgets = options.tracks = true;
  return options;
}

class Life {
 public:
  explicit Life(bool mortal) : world_(kCharter, "Europe/Prague", options()), mortal_(mortal) {}

  void event(Instant t, std::mt19937& dice) {
    const auto any = [&dice](unsigned most) { return std::to_string(dice() % most); };
    tests::World::Fields fields{{"channel", dice() % 2 == 0 ? "phone" : "email"},
                                {"shop", dice() % 3 == 0 ? "north" : "south"},
                                {"agent", "a" + any(30)},
                                {"wait", any(60)},
                                {"score", any(11)},
                                {"kilograms", any(9) + ".25"},
                                {"kind", dice() % 4 == 0 ? "plain" : "organic"}};
    if (dice() % 40 == 0) fields["wait"] = dice() % 2 == 0 ? "soon" : "2000";
    if (dice() % 40 == 0) fields.erase("score");
    const char* const types[] = {"call", "call", "sale", "survey"};
    world_.event(t, types[dice() % 4], fields);
  }

  std::string figures(Instant t) {
    std::string text = dump(world_.engine().figures(t));
    config::RowChanges changes;
    world_.engine().save(changes);
    kept_.apply(changes);
    if (mortal_) restart();
    return text;
  }
  const KeptTable& kept() const { return kept_; }

 private:
  void restart() {
    rules::Engine& engine = world_.restart(options());
    for (const auto& [key, value] : kept_.rows()) REQUIRE(engine.restore(key, value));
    engine.restored();
  }

  tests::World world_;
  KeptTable kept_;
  bool mortal_;
};

std::size_t minutes(const KeptTable& kept) {
  std::size_t most = 0;
  RowKey from{Table::steps, 0, -1, 0, INT64_MIN}, to{Table::steps, 0, -1, 1, INT64_MIN};
  for (auto row = kept.rows().lower_bound(from); row != kept.rows().lower_bound(to); ++row) ++most;
  return most;
}

}  // namespace

TEST_CASE("Sums of every kind outlive the engine, and no more of them are kept than it has") {
  std::mt19937 steady_dice(7), mortal_dice(7), dice(9);
  Life steady(false), mortal(true);
  Instant now = tests::at("2026-01-01T00:00:00Z");
  for (int round = 0; round < 120; ++round) {
    now += std::chrono::minutes(dice() % (round % 10 == 0 ? 40'000 : 200));
    for (auto events = dice() % 100; events > 0; --events) {
      now += std::chrono::seconds(dice() % 100);
      const Instant late = now - std::chrono::minutes(dice() % 4'000);
      steady.event(late, steady_dice);
      mortal.event(late, mortal_dice);
    }
    const std::string wanted = steady.figures(now), found = mortal.figures(now);
    REQUIRE(wanted == found);
  }
  CHECK(mortal.kept().rows() == steady.kept().rows());
  CHECK(minutes(mortal.kept()) > 0);
  CHECK(minutes(mortal.kept()) < 1'000);
}

TEST_CASE("A row that no engine has saved is refused") {
  tests::World world(kCharter, "UTC", options());
  const auto refused = [&](const RowKey& key, std::string_view value) {
    return !world.engine().restore(key, value);
  };
  CHECK(refused({Table::engine}, ""));
  CHECK(refused({Table::measures, 99}, std::string_view("\0\0", 2)));
  CHECK(refused({Table::steps, 0, -1, 7, 1}, std::string_view("\0\0\0", 3)));
  CHECK(refused({Table::steps, 0, -1, 0, 1}, std::string_view("\0\0", 2)));
  CHECK(refused({Table::steps, 0, 1 << 20, 0, 1}, std::string_view("\0\0\0", 3)));
  CHECK(refused({Table::label_values, 0, 99}, std::string_view("\1a", 2)));
  CHECK(refused({Table::histograms, -1, 0, 99}, "nonsense"));
  CHECK(refused({Table::cases, 0, 0}, ""));
  CHECK_FALSE(refused({Table::steps, 0, -1, 0, 1}, std::string_view("\0\0\0", 3)));
}

}  // namespace charterd::slow
