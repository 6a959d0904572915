// Cases in the daemon: what is forgotten, what is too late, what wakes whom. What their figures are
// is in tests/reference and tests/golden.
#include "rules/cases.h"

#include <string>

#include <catch2/catch.hpp>

#include "tests/rules/world.h"

namespace charterd::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kOrders = R"(
cases:
  order:
    key: order
    opens: placed
    closes: done
    reopens: returned
    pauses: {from: waiting, to: resumed}
    due: {field: agreed}
    keep: 2 days
    measures:
      order_time: {from: opens, to: closes}
      revisions: {count: revised}
      follow_up: {from: closes, to: called}
targets:
  in-time: {measure: order_time, goal: at least 90%, good: {order_time: "<= 3 days"}}
  called:  {measure: follow_up, goal: at least 90%, good: {follow_up: "<= 7 days"}}
  revised: {measure: revisions, goal: at most 10%, bad: {revisions: "> 2"}}
)";

rules::EngineOptions daemon_options() {
  rules::EngineOptions options;
  options.metrics = true;
  options.forgets = true;
  return options;
}

World::Fields order(const std::string& key) { return {{"order", key}}; }

const rules::CaseFigures& cases_of(const rules::Figures& figures) { return figures.cases.front(); }

}  // namespace

TEST_CASE("A closed case is forgotten when its time is over and nothing is awaited any more") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  world.event("2026-03-02T00:00:00Z", "done", order("a"));
  world.engine().begin_forgetting();
  // Two days have passed, but the call may still come within seven.
  CHECK(cases_of(world.figures("2026-03-05T00:00:00Z")).closed == 1);
  CHECK(world.engine().next_change() == at("2026-03-09T00:00:00Z") + 1us);
  const auto figures = world.figures("2026-03-09T00:00:01Z");
  CHECK(cases_of(figures).closed == 0);
  CHECK(cases_of(figures).forgotten == 1);
  CHECK(figures.targets[0].series.front().good == 1);
  CHECK(figures.targets[1].series.front().bad == 1);
  CHECK(figures.targets[1].series.front().overdue == 0);
}

TEST_CASE("An event of a forgotten case is too late and makes no case anew") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  world.event("2026-03-02T00:00:00Z", "done", order("a"));
  world.event("2026-03-02T01:00:00Z", "called", order("a"));
  world.engine().begin_forgetting();
  CHECK(cases_of(world.figures("2026-03-04T00:00:01Z")).forgotten == 1);
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  const auto figures = world.figures("2026-03-04T00:00:02Z");
  CHECK(cases_of(figures).too_late_events == 1);
  CHECK(cases_of(figures).open == 0);
  CHECK(figures.targets[0].series.front().good == 1);
}

TEST_CASE("Nothing is forgotten before the sources are caught up") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  world.event("2026-03-02T00:00:00Z", "done", order("a"));
  CHECK(cases_of(world.figures("2026-06-01T00:00:00Z")).closed == 1);
  world.event("2026-03-02T12:00:00Z", "returned", order("a"));
  CHECK(cases_of(world.figures("2026-06-01T00:00:00Z")).open == 1);
}

TEST_CASE("An event whose case has not been opened waits as long as cases are kept") {
  World world(kOrders, "UTC", daemon_options());
  world.figures("2026-03-01T00:00:00Z");
  world.engine().begin_forgetting();
  world.event("2026-03-01T00:00:00Z", "done", order("a"));
  world.event("2026-03-01T00:00:00Z", "done", order("b"));
  CHECK(cases_of(world.figures("2026-03-02T00:00:00Z")).orphan_events == 2);
  world.event("2026-02-28T00:00:00Z", "placed", order("a"));
  CHECK(cases_of(world.figures("2026-03-02T00:00:01Z")).closed == 1);
  world.figures("2026-03-04T00:00:00Z");
  // Its closing has been given up: the case stays open.
  world.event("2026-02-28T00:00:00Z", "placed", order("b"));
  const auto figures = world.figures("2026-03-04T00:00:01Z");
  CHECK(cases_of(figures).open == 1);
  CHECK(cases_of(figures).early_events == 2);
}

TEST_CASE("A deadline is said beforehand and passes by itself") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  CHECK(world.total("2026-03-01T00:00:00Z").pending == 1);
  CHECK(world.engine().next_change() == at("2026-03-04T00:00:00Z") + 1us);
  const auto on_it = world.total("2026-03-04T00:00:00Z");
  CHECK(on_it.pending == 1);
  CHECK(on_it.bad == 0);
  const auto figures = world.figures("2026-03-04T00:00:01Z");
  CHECK(figures.targets[0].series.front().pending == 0);
  CHECK(figures.targets[0].series.front().bad == 1);
  CHECK(figures.targets[0].series.front().overdue == 1);
  CHECK(figures.targets[0].oldest_overdue == 1s);
}

TEST_CASE("Nobody is late before the slowest source could have said so") {
  auto options = daemon_options();
  options.arrives_within = {26h};
  World world(kOrders, "UTC", options);
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  CHECK(world.total("2026-03-05T02:00:00Z").pending == 1);
  CHECK(world.total("2026-03-05T02:00:01Z").overdue == 1);
}

TEST_CASE("Counters count the first decision, corrections are counted beside") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  world.figures("2026-03-05T00:00:00Z");
  world.event("2026-03-02T00:00:00Z", "done", order("a"));
  const auto figures = world.figures("2026-03-05T00:00:01Z");
  CHECK(figures.targets[0].series.front().good == 1);
  CHECK(figures.targets[0].series.front().bad == 0);
  CHECK(figures.targets[0].decisions.front().good == 0);
  CHECK(figures.targets[0].decisions.front().bad == 1);
  CHECK(cases_of(figures).corrected_outcomes == 1);
}

TEST_CASE("Each event that comes to nothing is counted as why") {
  World world(kOrders);
  world.event("2026-03-01T00:00:00Z", "placed");
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  world.event("2026-03-01T01:00:00Z", "placed", order("a"));
  world.event("2026-03-01T02:00:00Z", "resumed", order("a"));
  world.event("2026-02-28T00:00:00Z", "revised", order("a"));
  world.event("2026-03-01T03:00:00Z", "revised", {{"order", "a"}, {"agreed", "soon"}});
  world.event("2026-03-01T03:00:00Z", "revised", {{"order", "a"}, {"agreed", "2026-02-01"}});
  world.event("2026-03-01T04:00:00Z", "done", order("a"));
  world.event("2026-03-01T05:00:00Z", "revised", order("a"));
  const auto figures = world.figures("2026-03-01T05:00:00Z");
  const rules::CaseFigures& cases = cases_of(figures);
  CHECK(cases.keyless_events == 1);
  CHECK(cases.repeated_openings == 1);
  CHECK(cases.unpaired_resumes == 1);
  CHECK(cases.before_opening == 1);
  CHECK(cases.after_closing == 1);
  CHECK(cases.unreadable_due == 1);
  CHECK(cases.past_due == 1);
}

TEST_CASE("Keys of any length are told apart") {
  World world(kOrders);
  const std::string longer(10'000, 'x');
  world.event("2026-03-01T00:00:00Z", "placed", order(longer + "1"));
  world.event("2026-03-01T00:00:00Z", "placed", order(longer + "2"));
  world.event("2026-03-01T00:00:00Z", "placed", order("7"));
  world.event("2026-03-01T01:00:00Z", "done", order(longer + "2"));
  const auto figures = world.figures("2026-03-01T05:00:00Z");
  CHECK(cases_of(figures).open == 2);
  CHECK(cases_of(figures).closed == 1);
}

TEST_CASE("A case with too many events keeps the earliest, and all that decide its course") {
  World world(kOrders);
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  const std::size_t many = rules::kMostEvents + 1000;
  // From the last to the first, so that the order of arrival cannot be what decides.
  for (std::size_t i = many; i > 0; --i) {
    world.event(at("2026-03-01T00:00:00Z") + std::chrono::milliseconds(i), "revised", order("a"));
  }
  world.event("2026-03-02T00:00:00Z", "done", order("a"));
  const auto figures = world.figures("2026-03-02T00:00:00Z");
  CHECK(cases_of(figures).dropped_events == 1002);
  CHECK(cases_of(figures).closed == 1);
  CHECK(figures.targets[0].series.front().good == 1);
  CHECK(figures.targets[2].series.front().bad == 1);
}

TEST_CASE("Histograms of cases have a value for each clock, once for each case") {
  World world(R"(
calendars: {office: {hours: {mon-fri: "08:00-16:00"}}}
cases:
  order:
    key: order
    opens: placed
    closes: done
    reopens: returned
    calendar: office
    measures: {order_time: {from: opens, to: closes}}
targets:
  fast: {measure: order_time, goal: at least 90%, good: {order_time: "<= 7 business hours"}}
)",
              "UTC", daemon_options());
  world.event("2026-03-02T09:00:00Z", "placed", order("a"));
  world.event("2026-03-03T09:00:00Z", "done", order("a"));
  world.figures("2026-03-03T09:00:00Z");
  world.event("2026-03-03T10:00:00Z", "returned", order("a"));
  world.event("2026-03-03T11:00:00Z", "done", order("a"));
  const auto figures = world.figures("2026-03-03T11:00:00Z");
  REQUIRE(figures.histograms.size() == 2);
  CHECK_FALSE(figures.histograms[0].business);
  CHECK(figures.histograms[0].sum == 24 * 3600);
  CHECK(figures.histograms[1].business);
  CHECK(figures.histograms[1].sum == 8 * 3600);
  const auto& bounds = figures.histograms[1].bounds;
  CHECK(std::find(bounds.begin(), bounds.end(), 7 * 3600) != bounds.end());
}

TEST_CASE("Targets may ask the same question of a field or an event as often as they like") {
  std::string body = R"(
cases: {order: {key: order, opens: placed, closes: done, measures: {t: {from: opens, to: closes}}}}
targets:
)";
  for (int i = 0; i < 60; ++i) {
    body += "  t" + std::to_string(i) +
            ": {measure: order, goal: at least 90%, good: [{a: x, b: y, c: z}, {event: saved}]}\n";
  }
  World world(body);
  world.event("2026-03-01T00:00:00Z", "placed",
              {{"order", "1"}, {"a", "x"}, {"b", "y"}, {"c", "z"}});
  world.event("2026-03-01T00:00:00Z", "placed",
              {{"order", "2"}, {"a", "x"}, {"b", "y"}, {"c", "w"}});
  world.event("2026-03-01T00:00:00Z", "placed", {{"order", "3"}, {"b", "y"}});
  world.event("2026-03-01T01:00:00Z", "saved", order("3"));
  for (const char* key : {"1", "2", "3"}) world.event("2026-03-01T02:00:00Z", "done", order(key));
  for (const auto& target : world.figures("2026-03-01T03:00:00Z").targets) {
    CHECK(target.series.front().good == 2);
    CHECK(target.series.front().bad == 1);
  }
}

TEST_CASE("Deadlines pass no earlier than all sources have been read") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  const auto behind =
      world.engine().figures(at("2026-06-01T00:00:00Z"), at("2026-03-02T00:00:00Z"));
  CHECK(behind.targets[0].series.front().pending == 1);
  CHECK(behind.targets[0].decisions.front().bad == 0);
  world.event("2026-03-03T00:00:00Z", "done", order("a"));
  const auto figures = world.figures("2026-06-01T00:00:00Z");
  CHECK(figures.targets[0].decisions.front().good == 1);
  CHECK(cases_of(figures).corrected_outcomes == 0);
}

TEST_CASE("What a counter has counted stays, though its part has nothing left") {
  World world(R"(
cases: {order: {key: order, opens: placed, closes: done, voids: gone, measures: {t: {from: opens, to: closes}}}}
targets: {fast: {measure: t, goal: at least 90%, good: {t: "<= 1h"}, by: [shop]}}
)",
              "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", {{"order", "1"}, {"shop", "s9"}});
  world.figures("2026-03-01T02:00:00Z");
  world.event("2026-03-01T00:30:00Z", "gone", order("1"));
  const auto figures = world.figures("2026-03-01T03:00:00Z");
  CHECK(figures.targets[0].series.size() == 1);
  REQUIRE(figures.targets[0].decisions.size() == 2);
  CHECK(figures.targets[0].decisions[1].part == rules::Part{"shop", "s9"});
  CHECK(figures.targets[0].decisions[1].bad == 1);
}

TEST_CASE("A limit beyond the end of time is no timer") {
  auto options = daemon_options();
  options.arrives_within = {std::chrono::hours{24} * 100'000'000};
  World world(R"(
cases: {order: {key: order, opens: placed, closes: done, measures: {t: {from: opens, to: closes}}}}
targets: {fast: {measure: t, goal: at least 90%, good: {t: "<= 100000000 days"}}}
)",
              "UTC", options);
  world.event("2026-03-01T00:00:00Z", "placed", order("1"));
  CHECK(world.total("2026-03-01T02:00:00Z").pending == 1);
  CHECK_FALSE(world.engine().next_change().has_value());
}

TEST_CASE("Events of one instant are ordered by the paths of their files, however found") {
  for (const bool known : {false, true}) {
    auto options = daemon_options();
    // The file that was found last comes first by its name.
    if (known) {
      options.path_of = [](std::uint32_t, std::uint32_t stream) -> std::string_view {
        return stream == 0 ? "b.jsonl" : "a.jsonl";
      };
    }
    World world(kOrders, "UTC", options);
    const Instant noon = at("2026-03-01T12:00:00Z");
    world.event(noon, "placed", order("a"), {0, 1, 0, 1});
    world.event(noon, "done", order("a"), {0, 0, 0, 1});
    for (std::uint64_t line = 2; line < 5; ++line) {
      world.event(noon, "revised", order("a"), {0, 1, line, line});
    }
    CHECK(world.figures("2026-03-01T12:00:00Z").targets[2].series.front().bad == (known ? 1 : 0));
  }
}

TEST_CASE("Counts of cases and measures of which more is still to be read are marked") {
  World world(kOrders, "UTC", daemon_options());
  world.event("2026-03-01T00:00:00Z", "placed", order("a"));
  const auto whole = world.figures("2026-03-02T00:00:00Z");
  CHECK_FALSE(cases_of(whole).filling);
  for (const auto& measure : whole.measures) CHECK_FALSE(measure.filling);
  world.engine().hide({}, {0}, {});
  const auto hidden = world.figures("2026-03-02T00:00:00Z");
  CHECK(cases_of(hidden).open == 1);
  CHECK(cases_of(hidden).filling);
}

}  // namespace charterd::tests
