// Simulated cases as a whole: their events in order, with lives that suit the targets.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "daemon/simulator.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Instant kMonday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};

constexpr const char* kHead = "organization: Shop\ntimezone: Europe/Prague\n";

// No calendar: every length is elapsed time.
constexpr const char* kOrders = R"(
scope: {channel: [store, phone]}
cases:
  order:
    key: order
    opens: {event: placed, where: {test: "false"}}
    closes: completed
    voids: cancelled
    reopens: returned
    pauses: {from: waiting, to: replied}
    due: {field: agreed}
    measures:
      order_time: {from: opens, to: closes}
      revisions: {count: revised}
      answer: {from: opens, to: {event: answered, where: {auto: "false"}}}
      follow_up: {from: closes, to: asked}
targets:
  fast: {measure: order_time, goal: at least 80%, good: {order_time: "<= 5 days"}, by: [team],
         where: {country: cz}}
  revised: {measure: revisions, goal: at least 90%, good: {revisions: "< 2"}}
  answered: {measure: answer, goal: mean at most 4h}
  asked: {measure: follow_up, goal: at least 70%, good: {follow_up: "<= 7 days"}}
  content: {measure: order, goal: at least 90%, good: {satisfied: "yes", not: {event: lost}},
            exclude: {size: small}}
)";

struct Kept {
  Instant time;
  std::string type;
  std::map<std::string, std::string> fields;
};
using Cases = std::map<std::string, std::vector<Kept>>;

config::Charter charter_of(const std::string& text) {
  auto loaded = config::parse_charter(kHead + text, "charter.yml");
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == config::Severity::error) FAIL(config::render(diagnostic));
  }
  return std::move(*loaded.value);
}

SimulationOptions options_with(double events_per_second) {
  SimulationOptions options;
  options.events_per_second = events_per_second;
  options.from = kMonday;
  return options;
}

std::vector<Kept> simulate(const std::string& text, double events_per_second, Duration length) {
  Simulator simulator(charter_of(text), options_with(events_per_second));
  std::vector<Kept> result;
  for (const SimulatedEvent* event = &simulator.next(); event->time < kMonday + length;
       event = &simulator.next()) {
    Kept kept{event->time, std::string(event->type), {}};
    for (const auto& field : event->fields) kept.fields.emplace(field.name, field.text);
    result.push_back(std::move(kept));
  }
  return result;
}

// Those that opened long enough before the end to be over.
Cases lives(const std::vector<Kept>& events, const std::string& key) {
  Cases cases;
  for (const Kept& event : events) cases[event.fields.at(key)].push_back(event);
  std::erase_if(cases,
                [](const auto& one) { return one.second.front().time > kMonday + 60 * 24h; });
  return cases;
}

std::optional<Instant> time_of(const std::vector<Kept>& events, const std::string& type) {
  for (const Kept& event : events) {
    if (event.type == type) return event.time;
  }
  return std::nullopt;
}

long count_of(const std::vector<Kept>& events, const std::string& type) {
  return std::count_if(events.begin(), events.end(),
                       [&](const Kept& event) { return event.type == type; });
}

template <class Predicate>
double share(const Cases& cases, const Predicate& holds) {
  double held = 0;
  for (const auto& [key, events] : cases) held += holds(events) ? 1 : 0;
  return held / static_cast<double>(cases.size());
}

const Cases& orders() {
  static const Cases kCases = lives(simulate(kOrders, 0.005, 90 * 24h), "order");
  return kCases;
}

TEST_CASE("the events of cases come in order, as many as asked for, the same for the same seed") {
  const auto events = simulate(kOrders, 0.005, 90 * 24h);
  CHECK(std::is_sorted(events.begin(), events.end(),
                       [](const Kept& a, const Kept& b) { return a.time < b.time; }));
  // The first weeks have fewer: nothing was open before.
  CHECK(static_cast<double>(events.size()) == Approx(0.005 * 90 * 86'400).epsilon(0.15));
  const auto again = simulate(kOrders, 0.005, 90 * 24h);
  REQUIRE(again.size() == events.size());
  CHECK(again.back().fields == events.back().fields);
}

TEST_CASE("a case begins with its opening, which says what labels and conditions ask for") {
  REQUIRE(orders().size() > 1'000);
  for (const auto& [key, events] : orders()) {
    const Kept& opening = events.front();
    REQUIRE(opening.type == "placed");
    CHECK(count_of(events, "placed") == 1);
    CHECK(opening.fields.at("test") == "false");
    for (const std::string field : {"channel", "team", "country", "size"}) {
      CHECK(opening.fields.count(field) == 1);
    }
    CHECK(opening.fields.count("satisfied") == 0);
  }
}

TEST_CASE("cases are closed, now in time and now late, and some never") {
  const auto closed = [](const auto& events) { return count_of(events, "completed") > 0; };
  CHECK(share(orders(), closed) > 0.9);
  CHECK(share(orders(), closed) < 1);
  const auto in_time = [](const auto& events) {
    const auto end = time_of(events, "completed");
    const auto limit = time_of(events, "waiting") ? 15 * 24h : 5 * 24h;
    return end && *end - events.front().time <= limit;
  };
  CHECK(share(orders(), in_time) == Approx(0.82).margin(0.07));
}

TEST_CASE("a few cases are cancelled, after which nothing comes, and a few are reopened") {
  const auto cancelled = [](const auto& events) { return count_of(events, "cancelled") > 0; };
  CHECK(share(orders(), cancelled) == Approx(0.025).margin(0.015));
  const auto returned = [](const auto& events) { return count_of(events, "returned") > 0; };
  CHECK(share(orders(), returned) == Approx(0.02).margin(0.015));
  for (const auto& [key, events] : orders()) {
    if (cancelled(events) && !time_of(events, "waiting")) CHECK(events.back().type == "cancelled");
  }
}

TEST_CASE("counts, answers and follow-ups are near the targets' goals") {
  CHECK(share(orders(), [](const auto& events) { return count_of(events, "revised") < 2; }) ==
        Approx(0.92).margin(0.03));
  CHECK(share(orders(), [](const auto& events) {
          return std::any_of(events.begin(), events.end(), [](const Kept& event) {
            return event.type == "answered" && event.fields.at("auto") == "false";
          });
        }) > 0.85);
  CHECK(share(orders(), [](const auto& events) {
          return std::any_of(events.begin(), events.end(), [](const Kept& event) {
            return event.type == "answered" && event.fields.at("auto") == "true";
          });
        }) == Approx(0.5).margin(0.06));
  const auto in_time = [](const auto& events) {
    const auto end = time_of(events, "completed");
    const auto asked = time_of(events, "asked");
    return end && asked && *asked - *end <= 7 * 24h;
  };
  CHECK(share(orders(), in_time) == Approx(0.68).margin(0.08));
}

TEST_CASE("what came of a case is told at its closing, and events that conditions name come") {
  for (const auto& [key, events] : orders()) {
    for (const Kept& event : events) {
      CHECK(event.fields.count("satisfied") == (event.type == "completed" ? 1 : 0));
    }
  }
  CHECK(share(orders(), [](const auto& events) { return count_of(events, "lost") > 0; }) ==
        Approx(0.04).margin(0.03));
}

TEST_CASE("what was promised is an instant after the opening") {
  double promised = 0;
  for (const auto& [key, events] : orders()) {
    const auto agreed = events.front().fields.find("agreed");
    if (agreed == events.front().fields.end()) continue;
    ++promised;
    CHECK(agreed->second.size() == std::string("2026-03-02T08:00:00.000Z").size());
    std::string opened;
    append_time(events.front().time, opened);
    CHECK(agreed->second > opened);
  }
  CHECK(promised / static_cast<double>(orders().size()) > 0.9);
}

TEST_CASE("with a calendar, people work in its hours") {
  const auto events = simulate(R"(
calendars: {office: {hours: {mon-fri: "08:00-16:00"}}}
cases:
  ticket:
    key: ticket
    opens: opened
    calendar: office
    measures: {reply: {from: opens, to: replied}}
targets:
  fast: {measure: reply, goal: at least 80%, good: {reply: "<= 8 business hours"}}
)",
                               0.01, 28 * 24h);
  const config::Zone zone = *config::Zone::find("Europe/Prague");
  std::size_t replies = 0;
  for (const Kept& event : events) {
    if (event.type != "replied") continue;
    ++replies;
    const LocalTime local = zone.local_of(event.time);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    CHECK(std::chrono::weekday(day).iso_encoding() <= 5);
    CHECK(local - day >= 8h);
    CHECK(local - day <= 16h);
  }
  CHECK(replies > 1'000);
}

TEST_CASE("single events and cases share the stream") {
  const auto events = simulate(std::string(kOrders) + R"(
measures: {sold: {events: sold, weight: kg}}
)",
                               0.005, 60 * 24h);
  const auto sold = std::count_if(events.begin(), events.end(),
                                  [](const Kept& event) { return event.type == "sold"; });
  CHECK(static_cast<double>(sold) / static_cast<double>(events.size()) == Approx(0.42).margin(0.1));
}

}  // namespace
}  // namespace charterd::daemon
