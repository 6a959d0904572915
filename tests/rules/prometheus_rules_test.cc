#include "rules/prometheus_rules.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "rules/prometheus_feeds.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_tests.h"

using namespace charterd;
using namespace charterd::rules;
using Catch::Contains;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* kHead = R"(id: shop
organization: Shop
timezone: UTC
measures:
  wait: {events: [answered, abandoned], value: wait, unit: seconds}
  score: {events: rated, value: score, unit: points, range: [1, 5]}
  goods: {events: sold, weight: kilograms}
cases:
  job: {key: job, opens: opened, closes: closed, measures: {duration: {from: opens, to: closes}}}
targets:
)";

config::Charter charter(const std::string& targets) {
  auto loaded = config::parse_charter(kHead + targets, "charter.yml");
  for (const auto& diagnostic : loaded.diagnostics) INFO(render(diagnostic));
  REQUIRE(loaded.value);
  return std::move(*loaded.value);
}

std::vector<PrometheusRule> alerts(const std::string& target) {
  return goal_alerts(charter("  t: {statement: S., " + target + "}\n"), {});
}

std::vector<std::string> names(const std::vector<PrometheusRule>& rules) {
  std::vector<std::string> names;
  for (const PrometheusRule& rule : rules) names.push_back(rule.alert);
  return names;
}

using Names = std::vector<std::string>;

config::Source source(const std::string& type) {
  auto loaded = config::parse_settings(
      "charter: c.yml\nsources:\n  - {name: s, file: {paths: [x]}, format: json, expect: {every: "
      "1h}, events: [{type: " +
          type + ", time: {field: ts}}]}\n",
      "charterd.yml");
  REQUIRE(loaded.value);
  return loaded.value->sources.front();
}

}  // namespace

TEST_CASE("a share alerts when it is missed and when it burns") {
  const auto rules =
      alerts(R"(measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, minimum_events: 50,
                severity: page, owner: o)");
  REQUIRE(names(rules) == Names{"CharterGoalMissed", "CharterGoalBurning", "CharterGoalBurning",
                                "CharterGoalBurning", "CharterGoalBurning"});
  CHECK(rules[0].expr ==
        R"(charter_target:figure:fleet{charter="shop",target="t",window="current",by=""} < 0.8
and charter_target:window_outcomes:sum{charter="shop",target="t",window="current",by=""} >= 50
and on (charter) charter:sources_caught_up:min{charter="shop"} == 1)");
  CHECK(rules[0].hold == hours{1});
  CHECK(rules[0].keep == hours{12});
  CHECK(
      rules[0].labels ==
      PrometheusTexts{{"charter", "shop"}, {"target", "t"}, {"severity", "page"}, {"owner", "o"}});
  CHECK_THAT(rules[1].expr, Contains("window=\"1h\",by=\"\"} >= 0.75\nand ignoring (window)"));
  CHECK(rules[2].labels[4].second == "page");
  CHECK(rules[3].labels[4].second == "ticket");
}

TEST_CASE("burn rates are reached by loose goals and by strict ones") {
  const auto threshold = [](const std::string& goal) {
    const std::string expr =
        alerts("measure: wait, goal: at least " + goal + ", good: {wait: \"<= 20s\"}")[1].expr;
    const std::size_t at = expr.find(">= ") + 3;
    return expr.substr(at, expr.find('\n') - at);
  };
  CHECK(threshold("50%") == "0.75");
  CHECK(threshold("10%") == "0.9");
  CHECK(threshold("93.06%") == "0.75");
  CHECK(threshold("99%") == "0.144");
  CHECK(threshold("99.9%") == "0.0144");
}

TEST_CASE("what cannot happen has no alert") {
  CHECK(alerts(R"(measure: wait, goal: at least 0%, good: {wait: "<= 20s"})").empty());
  CHECK(alerts("measure: score, goal: mean at least 1").empty());
  CHECK(alerts("measure: score, goal: mean at most 5").empty());
  CHECK(alerts("measure: score, goal: count at least 0").empty());
  CHECK(alerts("measure: score, goal: nps at least -100").empty());
  CHECK(alerts("measure: score, goal: count at least 20, minimum_events: 20").empty());
}

TEST_CASE("every one is missed by the first miss and does not burn") {
  const auto rules = alerts(R"(measure: wait, goal: every one, good: {wait: "<= 20s"})");
  REQUIRE(names(rules) == Names{"CharterGoalMissed"});
  CHECK_THAT(rules[0].expr, Contains("by=\"\"} > 0\nand on (charter)"));
  CHECK(rules[0].hold == minutes{2});
}

TEST_CASE("a total that a month must reach is judged when the month is over") {
  const auto rules = alerts("measure: score, goal: count at least 200, window: calendar month");
  REQUIRE(rules.size() == 1);
  CHECK_THAT(rules[0].expr, Contains("window=\"previous\",by=\"\"} < 200"));
}

TEST_CASE("alerts on percentiles count values against the limit") {
  const auto rules = alerts("measure: wait, goal: p90 at most 30s, minimum_events: 20");
  REQUIRE(rules.size() == 1);
  CHECK_THAT(rules[0].expr, Contains("by=\"\"} < 0.9\nand charter_target:window_observations:sum"));
  CHECK(alerts("measure: wait, goal: p90 at least 30s")[0].expr.find("} >= 0.9\n") !=
        std::string::npos);
}

TEST_CASE("improvements are behind before their deadline and missed after it") {
  const auto rules = alerts(R"(measure: wait, goal: mean reduced by 50%, severity: page,
      baseline: {value: 14s, start: 2026-04-01}, deadline: 2027-01-01)");
  REQUIRE(names(rules) == Names{"CharterImprovementBehind", "CharterGoalMissed"});
  CHECK(rules[0].labels[2].second == "ticket");
  CHECK(rules[1].labels[2].second == "page");
  CHECK_THAT(rules[0].expr, Contains(") > time()"));
  CHECK_THAT(rules[1].expr, Contains(") <= time()"));
}

TEST_CASE("only shares of cases with a limit in time can be overdue") {
  CHECK(names(alerts(R"(measure: duration, goal: at least 90%, good: {duration: "<= 9 days"})"))
            .back() == "CharterCasesOverdue");
  CHECK(names(alerts("measure: duration, goal: mean at most 9 days")) ==
        Names{"CharterGoalMissed"});
}

TEST_CASE("what depends on how many weights there are is taken from the status") {
  const auto rules =
      alerts("measure: goods, goal: at least 90%, good: {quality: organic}, minimum_events: 50");
  for (const PrometheusRule& rule : rules) {
    CHECK_THAT(rule.expr, Contains("charter_target_status{"));
    CHECK_THAT(rule.expr, !Contains("wilson") && !Contains(">= 50"));
  }
}

TEST_CASE("the charter's words are no templates, and no quotes end a query") {
  const auto rules = goal_alerts(
      charter("  t: {statement: 'A {{ b }} \"c\"', measure: wait, goal: mean at most 9s}\n"), {});
  CHECK_THAT(rules[0].annotations[1].second, Contains(R"("A {{ "{{" }} b }} "c"" Promised)"));
  CHECK(promql::literal("a\"b\\c\nd") == R"("a\"b\\c\nd")");
  CHECK(promql::one_of({"a.b", "c|d"}) == R"(a\.b|c\|d)");
}

TEST_CASE("durations and shares are written exactly") {
  CHECK(promql::duration(hours{24 * 3}) == "3d");
  CHECK(promql::duration(minutes{90}) == "1h30m");
  CHECK(promql::duration({}) == "0s");
  CHECK(promql::picos(750'000'000'000) == "0.75");
  CHECK(promql::picos(1) == "0.000000000001");
  CHECK(promql::picos(1'000'000'000'000) == "1");
}

TEST_CASE("a source feeds the targets that look at its events") {
  const config::Charter both = charter(R"(  a: {statement: S., measure: wait, goal: mean at most 9s}
  b: {statement: S., measure: duration, goal: mean at most 9 days}
)");
  CHECK(targets_fed_by(source("{value: abandoned}"), both) == Names{"a"});
  CHECK(targets_fed_by(source("{field: e, map: {x: closed}}"), both) == Names{"b"});
  CHECK(targets_fed_by(source("{value: other}"), both).empty());
  CHECK(targets_fed_by(source("{field: e}"), both) == Names{"a", "b"});
}

TEST_CASE("silent sources inhibit the goals that they feed, and no goal hides another") {
  const config::Charter one =
      charter("  a: {statement: S., measure: wait, goal: mean at most 9s}\n");
  config::Settings settings;
  settings.sources = {source("{value: answered}"), source("{value: other}")};
  const auto inhibitions = prometheus_inhibitions(one, settings);
  REQUIRE(inhibitions.size() == 2);
  CHECK(inhibitions[0].source_matchers[0] == "alertname=\"CharterdDown\"");
  CHECK(inhibitions[1].target_matchers[2] == "target=~\"a\"");
}

TEST_CASE("the tests stand exactly at the edge of a burn rate") {
  const config::Charter one = charter(
      "  a: {statement: S., measure: wait, goal: at least 99%, good: {wait: \"<= 20s\"}}\n");
  const auto tests = prometheus_tests(one, {}, {});
  const auto is = [&](const std::string& name) {
    return std::any_of(tests.begin(), tests.end(), [&](const PrometheusTest& test) {
      return test.name == "CharterGoalBurning target=\"a\",short=\"5m\" " + name;
    });
  };
  CHECK(is("fires: 144 misses of 1000"));
  CHECK(is("is quiet: one miss fewer"));
}
