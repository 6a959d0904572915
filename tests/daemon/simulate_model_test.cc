// From a charter to what its simulated events look like.
#include "daemon/simulate_model.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "daemon/simulate_random.h"

namespace charterd::daemon {
namespace {

using Strings = std::vector<std::string>;

std::vector<EventKind> kinds_of(const std::string& measures_and_targets) {
  auto loaded = config::parse_charter("organization: Shop\ntimezone: UTC\n" + measures_and_targets,
                                      "charter.yml");
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == config::Severity::error) FAIL(config::render(diagnostic));
  }
  return simulated_kinds(*loaded.value);
}

const Choice& choice(const EventKind& kind, const std::string& field) {
  const auto found = std::find_if(kind.choices.begin(), kind.choices.end(),
                                  [&](const Choice& one) { return one.field == field; });
  REQUIRE(found != kind.choices.end());
  return *found;
}

double share_at_most(const Number& number, double limit) {
  return normal_share(std::log(limit / number.median) / number.sigma);
}

TEST_CASE("event types of one measure, or shared by measures, are one kind; others are not") {
  const auto kinds = kinds_of(R"(
measures:
  wait: {events: [a, b], value: w, unit: seconds}
  mood: {events: d, value: m, unit: points, range: [1, 5]}
  talk: {events: [c, b], value: t, unit: seconds}
targets:
  t: {measure: wait, goal: mean at most 20s}
)");
  REQUIRE(kinds.size() == 2);
  CHECK(kinds[0].types == Strings{"d"});
  CHECK(kinds[1].types == Strings{"a", "b", "c"});
  CHECK(kinds[1].carries == std::vector<std::vector<std::size_t>>{{0}, {0, 1}, {1}});
}

TEST_CASE("two limits of a wait fix its median and its spread") {
  const auto kinds = kinds_of(R"(
measures: {wait: {events: a, value: w, unit: minutes}}
targets:
  fast: {measure: wait, goal: at least 80%, good: {wait: "<= 10m"}}
  slow: {measure: wait, goal: at most 5%, bad: {wait: "> 25m"}}
)");
  const Number& wait = kinds.at(0).numbers.at(0);
  CHECK(wait.kind == Number::Kind::wait);
  CHECK(share_at_most(wait, 10) == Approx(0.82).margin(0.001));  // minutes, not seconds
  CHECK(share_at_most(wait, 25) == Approx(0.97).margin(0.001));
}

TEST_CASE("a goal for a percentile sets that percentile") {
  const auto kinds = kinds_of(R"(
measures: {wait: {events: a, value: w, unit: hours}}
targets: {fast: {measure: wait, goal: p90 at most 8h}}
)");
  CHECK(share_at_most(kinds.at(0).numbers.at(0), 8) == Approx(0.9).margin(0.01));
}

TEST_CASE("what a target's where asks for is what most events have") {
  const auto kinds = kinds_of(R"(
scope: {channel: [store, fax, post]}
measures: {wait: {events: a, value: w, unit: seconds}}
targets: {fast: {measure: wait, where: {channel: post}, goal: mean at most 8s}}
)");
  const Choice& channel = choice(kinds.at(0), "channel");
  CHECK(channel.values == Strings{"store", "fax", "post"});
  CHECK(channel.weights[2] > 4 * channel.weights[0]);
  CHECK(channel.weights[0] > channel.weights[1]);
}

TEST_CASE("a text that only a condition names has others beside it") {
  const auto kinds = kinds_of(R"(
measures:
  sold: {events: a, weight: kg}
  replies: {events: {event: b, where: {auto: "false"}}}
targets:
  organic: {measure: sold, goal: at least 60%, good: {quality: organic}, by: [shop]}
  replied: {measure: replies, goal: count at least 5}
)");
  const Choice& quality = choice(kinds.at(0), "quality");
  REQUIRE(quality.values == Strings{"organic", "other"});
  CHECK(quality.weights[0] / (quality.weights[0] + quality.weights[1]) == Approx(0.62));
  CHECK(quality.good == std::vector<bool>{true, false});
  CHECK(choice(kinds.at(0), "shop").values.size() == 5);
  const Choice& automatic = choice(kinds.at(1), "auto");
  REQUIRE(automatic.values == Strings{"false", "true"});
  CHECK(automatic.weights[0] > automatic.weights[1]);
}

TEST_CASE("a field that must be absent to be good is mostly absent") {
  const auto kinds = kinds_of(R"(
measures: {order: {events: a}}
targets: {right: {measure: order, goal: at least 90%, good: {complaint: absent}}}
)");
  CHECK(choice(kinds.at(0), "complaint").presence == Approx(0.08));
}

TEST_CASE("a score's steps lean towards the goal") {
  const auto kinds = kinds_of(R"(
measures: {mood: {events: a, value: m, unit: points, range: [1, 5]}}
targets: {good: {measure: mood, goal: at least 75%, good: {mood: ">= 4"}}}
)");
  std::vector<double> weights;
  score_weights(kinds.at(0).numbers.at(0), 0, weights);
  REQUIRE(weights.size() == 5);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  CHECK((weights[3] + weights[4]) / sum == Approx(0.77).margin(0.001));
}

TEST_CASE("an improvement's path becomes a trend") {
  const auto kinds = kinds_of(R"(
measures: {wait: {events: a, value: w, unit: seconds}}
targets:
  faster: {measure: wait, goal: mean reduced by 50%, window: 28 days, deadline: 2026-10-01,
           baseline: {from: 2026-01-01, to: 2026-04-01}}
)");
  const auto& trend = kinds.at(0).numbers.at(0).trend;
  REQUIRE(trend);
  CHECK(trend->from == std::chrono::sys_days{std::chrono::year{2026} / 4 / 1});
  CHECK(trend->to == std::chrono::sys_days{std::chrono::year{2026} / 10 / 1});
  CHECK(trend->change == Approx(-0.5));
}

}  // namespace
}  // namespace charterd::daemon
