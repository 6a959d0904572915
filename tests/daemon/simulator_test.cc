// Simulated events as a whole: deterministic, with the shares that the targets ask for, and an
// outage that shows.
#include "daemon/simulator.h"

#include <chrono>
#include <cstdlib>
#include <map>

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Instant kMonday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};

constexpr const char* kCharter = R"(
organization: Shop
timezone: Europe/Prague
scope:
  channel: [store, phone, email]
  segment: [first_time, returning, long_term]
measures:
  queue_wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds}
  talk: {events: call.answered, value: talk_minutes, unit: minutes}
  satisfaction: {events: survey.answered, value: score, unit: points, range: [1, 5]}
  recommendation: {events: survey.asked, value: answer, unit: points, range: [0, 10]}
  food_sold: {events: food.sold, weight: kilograms}
targets:
  fast: {measure: queue_wait, where: {channel: phone}, goal: at least 80%, by: [team],
         good: {event: call.answered, queue_wait: "<= 20s"}}
  slow: {measure: queue_wait, goal: at most 5%, bad: {queue_wait: "> 90s"}}
  content: {measure: satisfaction, goal: mean at least 4.2}
  recommended: {measure: recommendation, goal: nps at least 20}
  organic: {measure: food_sold, goal: at least 60%, good: {quality: organic}}
)";

config::Charter charter_of(const std::string& text) {
  auto loaded = config::parse_charter(text, "charter.yml");
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == config::Severity::error) FAIL(config::render(diagnostic));
  }
  return std::move(*loaded.value);
}

/// One event, kept.
struct Kept {
  Instant time;
  std::string type;
  std::map<std::string, std::string> fields;
  double number(const std::string& field) const { return std::atof(fields.at(field).c_str()); }
};

std::vector<Kept> simulate(const config::Charter& charter, SimulationOptions options,
                           Duration length) {
  Simulator simulator(charter, options);
  std::vector<Kept> result;
  for (const SimulatedEvent* event = &simulator.next(); event->time < options.from + length;
       event = &simulator.next()) {
    Kept kept{event->time, std::string(event->type), {}};
    for (const auto& field : event->fields) kept.fields.emplace(field.name, field.text);
    result.push_back(std::move(kept));
  }
  return result;
}

std::string lines(const config::Charter& charter, const SimulationOptions& options, int count) {
  Simulator simulator(charter, options);
  std::string result;
  for (int i = 0; i < count; ++i) append_json_line(simulator.next(), result);
  return result;
}

template <class Predicate>
double share(const std::vector<Kept>& events, Predicate holds) {
  double count = 0;
  for (const Kept& event : events) count += holds(event) ? 1 : 0;
  return count / static_cast<double>(events.size());
}

std::vector<Kept> only(const std::vector<Kept>& events, const std::string& prefix) {
  std::vector<Kept> result;
  for (const Kept& event : events) {
    if (event.type.starts_with(prefix)) result.push_back(event);
  }
  return result;
}

SimulationOptions options_with(double events_per_second) {
  SimulationOptions options;
  options.events_per_second = events_per_second;
  options.from = kMonday;
  return options;
}

TEST_CASE("the same charter, options and seed give the same lines, another seed others") {
  const auto charter = charter_of(kCharter);
  SimulationOptions options = options_with(1);
  const std::string first = lines(charter, options, 2000);
  CHECK(first == lines(charter, options, 2000));
  options.seed = 2;
  CHECK(first != lines(charter, options, 2000));
}

TEST_CASE("events come in the order of time, as many a second as asked for over a week") {
  const auto events = simulate(charter_of(kCharter), options_with(0.1), 7 * 24h);
  CHECK(static_cast<double>(events.size()) == Approx(0.1 * 7 * 86'400).epsilon(0.02));
  CHECK(events.front().time >= kMonday);
  CHECK(std::is_sorted(events.begin(), events.end(),
                       [](const Kept& a, const Kept& b) { return a.time < b.time; }));
}

TEST_CASE("far more customers come in the late morning than at night") {
  const auto events = simulate(charter_of(kCharter), options_with(0.2), 24h);
  const auto in = [&](Duration from, Duration to) {
    return share(events, [&](const Kept& event) {
      return event.time >= kMonday + from && event.time < kMonday + to;
    });
  };
  CHECK(in(9h, 11h) > 20 * in(1h, 3h));  // ten to twelve in Prague
}

TEST_CASE("the targets' goals are near: now kept, now missed") {
  const auto events = simulate(charter_of(kCharter), options_with(0.06), 28 * 24h);
  const auto calls = only(events, "call.");
  CHECK(share(calls, [](const Kept& call) {
          return call.type == "call.answered" && call.number("wait") <= 20;
        }) == Approx(0.8).margin(0.06));
  CHECK(share(calls, [](const Kept& call) { return call.number("wait") > 90; }) < 0.08);
  CHECK(share(calls, [](const Kept& call) { return call.type == "call.abandoned"; }) ==
        Approx(0.06).margin(0.03));
  CHECK(share(calls, [](const Kept& call) { return call.fields.at("channel") == "phone"; }) > 0.9);
  CHECK(share(only(events, "food."), [](const Kept& sale) {
          return sale.fields.at("quality") == "organic";
        }) == Approx(0.62).margin(0.03));
}

TEST_CASE("scores stay in their range and near the goal") {
  const auto events = simulate(charter_of(kCharter), options_with(0.06), 28 * 24h);
  double sum = 0;
  const auto scores = only(events, "survey.answered");
  for (const Kept& event : scores) {
    const std::string& score = event.fields.at("score");
    REQUIRE((score.size() == 1 && score >= "1" && score <= "5"));
    sum += event.number("score");
  }
  CHECK(sum / static_cast<double>(scores.size()) == Approx(4.2).margin(0.1));
  const auto asked = only(events, "survey.asked");
  const double nps = share(asked, [](const Kept& event) { return event.number("answer") >= 9; }) -
                     share(asked, [](const Kept& event) { return event.number("answer") <= 6; });
  CHECK(nps == Approx(0.2).margin(0.08));
}

TEST_CASE("in an outage customers wait many times longer, give up and are discontent") {
  const auto charter = charter_of(kCharter);
  SimulationOptions options = options_with(0.5);
  options.outage = config::Period{kMonday + 24h + 9h, kMonday + 24h + 13h};
  const auto events = simulate(charter, options, 2 * 24h);
  std::vector<Kept> usual, outage;
  for (const Kept& event : events) {
    const bool inside = options.outage->contains(event.time);
    const bool day_before = options.outage->contains(event.time + 24h);
    if (inside) outage.push_back(event);
    if (day_before) usual.push_back(event);
  }
  const auto abandoned = [](const Kept& call) { return call.type == "call.abandoned"; };
  const auto fast = [](const Kept& call) { return call.number("wait") <= 20; };
  const auto happy = [](const Kept& survey) { return survey.number("score") >= 4; };
  CHECK(share(only(outage, "call."), abandoned) > 3 * share(only(usual, "call."), abandoned));
  CHECK(share(only(outage, "call."), fast) < 0.5 * share(only(usual, "call."), fast));
  CHECK(share(only(outage, "survey.answered"), happy) <
        0.6 * share(only(usual, "survey.answered"), happy));
}

TEST_CASE("an event carries the fields of its own measures and every label that targets use") {
  const auto events = simulate(charter_of(kCharter), options_with(1), 24h);
  for (const Kept& event : events) {
    CHECK(event.fields.count("segment") == 1);
    CHECK(event.fields.count("wait") == (event.type.starts_with("call.") ? 1 : 0));
    CHECK(event.fields.count("talk_minutes") == (event.type == "call.answered" ? 1 : 0));
    CHECK(event.fields.count("team") == (event.type.starts_with("call.") ? 1 : 0));
    CHECK(event.fields.count("kilograms") == (event.type == "food.sold" ? 1 : 0));
  }
}

TEST_CASE("a simulated event is one line of JSON with its time to the millisecond") {
  SimulatedEvent event;
  event.time = kMonday + 9h + 5min + 7s + 45ms;
  event.type = "call.answered";
  event.id = 0xab;
  event.fields = {{"channel", "a\"b", false}, {"wait", "12.4", true}};
  std::string line;
  append_json_line(event, line);
  CHECK(line ==
        R"({"ts":"2026-03-02T09:05:07.045Z","event":"call.answered","id":"00000000000000ab",)"
        R"("channel":"a\"b","wait":12.4})"
        "\n");
}

TEST_CASE("a charter's own field named id takes the place of the random one") {
  SimulatedEvent event;
  event.time = kMonday;
  event.type = "x";
  event.fields = {{"id", "north", false}};
  std::string line;
  append_json_line(event, line);
  CHECK(line == R"({"ts":"2026-03-02T00:00:00.000Z","event":"x","id":"north"})"
                "\n");
}

TEST_CASE("a charter without measures and cases has nothing to simulate") {
  CHECK(Simulator(config::Charter{}, SimulationOptions{}).empty());
}

}  // namespace
}  // namespace charterd::daemon
