#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/charter_texts.h"

namespace charterd::config {
namespace {

using namespace std::chrono_literals;

// A charter whose only target is `target`, the inside of its mapping.
Charter with_target(const std::string& target, const std::string& more = "") {
  return load(std::string(kHead) + "scope: {channel: [phone, email]}\n" + more + kMeasures +
              "targets:\n  t: {" + target + "}\n");
}

Goal goal_of(const std::string& target) { return with_target(target).targets.at(0).goal; }

Instant utc(int year, unsigned month, unsigned day, Duration clock = Duration::zero()) {
  using namespace std::chrono;
  return Instant(sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))
                     .time_since_epoch() +
                 clock);
}

TEST_CASE("The example's first target is read whole") {
  const Charter charter = load(example());
  const Target& target = charter.targets.at(0);
  CHECK(target.id == "phone-service-level");
  CHECK(target.statement.in("") == "Callers speak to a person within 20 seconds.");
  CHECK(target.subject == Target::Subject::measure);
  CHECK(target.measure == "queue_wait");
  CHECK(target.where->any_of.at(0).all_of.at(0).name == "channel");
  CHECK(target.exclude->any_of.at(0).all_of.size() == 2);
  CHECK(target.exclude_because.in("") == "They hung up at once.");
  CHECK(target.goal.kind == Goal::Kind::at_least);
  CHECK(target.goal.amount == 800'000);
  CHECK(target.goal.text == "at least 80%");
  CHECK(target.good->any_of.at(0).all_of.size() == 2);
  CHECK_FALSE(target.bad.has_value());
  CHECK_FALSE(target.evidence.empty());
  CHECK(target.serves == std::vector<std::string>{"prompt-help"});
  REQUIRE(target.window.has_value());
  CHECK(target.window->length == Duration(28 * 24h));
  CHECK(target.by == std::vector<std::string>{"segment"});
  CHECK(target.minimum_events == 50);
  REQUIRE(target.active.has_value());
  CHECK(target.active->from == utc(2026, 6, 30, 22h));
  CHECK(target.active->to == utc(2026, 10, 31, 23h));
  CHECK(target.owner == "contact-centre");
  CHECK(target.severity == "page");
  REQUIRE(target.compensation.has_value());
  CHECK(target.compensation->amount == 40 * kFixedOne);
  CHECK(target.compensation->currency == "GBP");
}

TEST_CASE("The example's other targets and its exemption are read") {
  const Charter charter = load(example());
  REQUIRE(charter.targets.size() == 6);
  const Target& faster = charter.targets[1];
  CHECK(faster.goal.kind == Goal::Kind::reduced);
  CHECK(faster.goal.statistic == Statistic::mean);
  CHECK(faster.goal.relative);
  CHECK(faster.goal.amount == 500'000);
  CHECK(faster.baseline->period->to == utc(2026, 3, 31, 22h));
  CHECK(faster.deadline == utc(2026, 9, 30, 22h));
  const Target& equal = charter.targets[2];
  CHECK(equal.goal.kind == Goal::Kind::gap_at_most);
  CHECK(equal.goal.amount == 5 * kFixedOne);
  CHECK(equal.across == "segment");
  const Target& waits = charter.targets[3];
  CHECK(waits.goal.kind == Goal::Kind::at_most);
  CHECK(waits.goal.amount == 50'000);
  CHECK(waits.bad.has_value());
  CHECK_FALSE(waits.good.has_value());
  REQUIRE(charter.exemptions.size() == 1);
  CHECK(charter.exemptions[0].period.from == utc(2026, 3, 1, 23h));
  CHECK(charter.exemptions[0].period.to == utc(2026, 3, 3, 23h));
  CHECK(charter.exemptions[0].targets == std::vector<std::string>{"phone-service-level"});
  CHECK(charter.exemptions[0].because.in("en") == "Flood in the contact centre.");
}

TEST_CASE("Every statistic is read with its limit in base units") {
  const Goal mean = goal_of("measure: satisfaction, goal: mean at least 4.2");
  CHECK(mean.statistic == Statistic::mean);
  CHECK(mean.amount == 4'200'000);
  const Goal p90 = goal_of("measure: queue_wait, goal: p90 at most 1m30s");
  CHECK(p90.statistic == Statistic::percentile);
  CHECK(p90.percentile == 900'000);
  CHECK(p90.amount == 90 * kFixedOne);
  CHECK(goal_of("measure: queue_wait, goal: p99.9 at most 1h").percentile == 999'000);
  const Goal median = goal_of("measure: talk, goal: median at most 5 minutes");
  CHECK(median.percentile == 500'000);
  CHECK(median.amount == 300 * kFixedOne);
  const Goal sum = goal_of("measure: parcels, goal: sum at least 1000");
  CHECK(sum.statistic == Statistic::sum);
  CHECK(sum.amount == 1'000 * kFixedOne);
  CHECK(goal_of("measure: goods_sold, goal: count at least 3").statistic == Statistic::count);
  const Goal nps = goal_of("measure: satisfaction, goal: nps at least -20");
  CHECK(nps.statistic == Statistic::nps);
  CHECK(nps.amount == -20 * kFixedOne);
}

TEST_CASE("Goals of shares are read, blanks and large letters folded") {
  CHECK(goal_of("measure: goods_sold, goal: Every  one, good: {grade: a}").kind ==
        Goal::Kind::every_one);
  const Goal goal = goal_of("measure: goods_sold, goal: at   least  99.95%, good: {grade: a}");
  CHECK(goal.amount == 999'500);
  CHECK(goal.text == "at least 99.95%");
  CHECK(goal_of("measure: goods_sold, goal: at least 0%, good: {grade: a}").amount == 0);
}

TEST_CASE("An improvement is told in percent or points, from a period or a value") {
  const std::string good = "measure: queue_wait, good: {queue_wait: \"<= 20s\"}, ";
  const Charter points = with_target(good +
                                     "goal: share raised by 5 points, baseline: {value: "
                                     "78%, start: 2026-01-01}, deadline: 2026-10-01");
  const Target& target = points.targets.at(0);
  CHECK(target.goal.kind == Goal::Kind::raised);
  CHECK_FALSE(target.goal.relative);
  CHECK(target.goal.amount == 50'000);
  CHECK(target.baseline->value == 780'000);
  CHECK(target.baseline->start == utc(2025, 12, 31, 23h));
  const Charter beside = with_target(
      "measure: queue_wait, goal: mean reduced by 12.5%, baseline: {value: 1m}, start: "
      "2026-01-01T00:00:00Z, deadline: 2026-10-01T12:00:00.5+02:00");
  CHECK(beside.targets.at(0).goal.amount == 125'000);
  CHECK(beside.targets.at(0).baseline->value == 60 * kFixedOne);
  CHECK(beside.targets.at(0).baseline->start == utc(2026, 1, 1));
  CHECK(beside.targets.at(0).deadline == utc(2026, 10, 1, 10h + 500ms));
  const Charter score = with_target(
      "measure: satisfaction, goal: mean raised by 0.5 points, baseline: {from: 2026-01-01, to: "
      "2026-04-01}, deadline: 2026-10-01");
  CHECK(score.targets.at(0).goal.amount == 500'000);
}

TEST_CASE("A share that is to fall may be one of misses") {
  const Charter charter = with_target(
      "measure: queue_wait, goal: share reduced by 50%, bad: {queue_wait: \"> 10m\"}, baseline: "
      "{value: 8%, start: 2026-01-01}, deadline: 2026-10-01");
  CHECK(charter.targets.at(0).bad.has_value());
}

TEST_CASE("Every form of window is read") {
  const auto window = [](const std::string& text) {
    return with_target("measure: parcels, goal: count at least 1, window: " + text)
        .targets.at(0)
        .window.value();
  };
  CHECK(window("28 days").length == Duration(28 * 24h));
  CHECK(window("28 days").text == "28 days");
  CHECK(window("6 hours").length == Duration(6h));
  CHECK(window("90 minutes").length == Duration(90min));
  CHECK(window("5h30m").length == Duration(5h + 30min));
  CHECK(window("1830 days").length == Duration(1830 * 24h));
  CHECK(window("calendar day").kind == Window::Kind::day);
  CHECK(window("calendar  week").kind == Window::Kind::week);
  CHECK(window("calendar month").kind == Window::Kind::month);
  CHECK(window("calendar quarter").kind == Window::Kind::quarter);
  CHECK(window("calendar year").text == "calendar year");
}

TEST_CASE("Defaults are for all targets, and a target's own key wins") {
  const Charter charter =
      load(std::string(kHead) + "scope: {channel: [phone, email]}\n" + kMeasures + R"(
defaults: {window: calendar month, owner: all, by: [channel], minimum_events: 10}
targets:
  one: {measure: parcels, goal: count at least 1, owner: one}
  two: {measure: parcels, goal: count at least 1, window: 7 days}
  gap: {measure: goods_sold, goal: gap at most 5 points, across: channel, good: {grade: a}}
)");
  CHECK(charter.targets.at(0).owner == "one");
  CHECK(charter.targets.at(0).window->kind == Window::Kind::month);
  CHECK(charter.targets.at(0).minimum_events == 10);
  CHECK(charter.targets.at(1).owner == "all");
  CHECK(charter.targets.at(1).window->length == Duration(7 * 24h));
  CHECK(charter.targets.at(1).by == std::vector<std::string>{"channel"});
  // A gap compares the values of its own label.
  CHECK(charter.targets.at(2).by.empty());
  CHECK(charter.targets.at(2).window->kind == Window::Kind::month);
}

TEST_CASE("Conditions reach all measures that are made of some of the same events") {
  const Charter charter = with_target(
      "measure: queue_wait, goal: every one, good: {talk: \"<= 10 minutes\", satisfied: yes}");
  const auto& tests = charter.targets.at(0).good->any_of.at(0).all_of;
  CHECK(tests.at(0).subject == Test::Subject::measure);
  CHECK(tests.at(0).quantity->amount == 600 * kFixedOne);
  CHECK(tests.at(1).subject == Test::Subject::field);
}

TEST_CASE("A reason is found in one of several exclusions") {
  const Charter charter = with_target(
      "measure: queue_wait, goal: every one, good: {event: call.answered}, exclude: [{queue_wait: "
      "\"< 5s\", because: At once.}, {test: present}]");
  CHECK(charter.targets.at(0).exclude->any_of.size() == 2);
  CHECK(charter.targets.at(0).exclude_because.in("") == "At once.");
}

TEST_CASE("A season may have one end") {
  const Charter charter =
      with_target("measure: parcels, goal: count at least 1, active: {from: 2026-07-01}");
  REQUIRE(charter.targets.at(0).active.has_value());
  CHECK(charter.targets.at(0).active->from.has_value());
  CHECK_FALSE(charter.targets.at(0).active->to.has_value());
}

TEST_CASE("Nothing at all may be demanded of a count, not of a share") {
  const Charter charter =
      with_target("measure: parcels, goal: count at least 1, minimum_events: 0");
  CHECK(charter.targets.at(0).minimum_events == 0);
}

}  // namespace
}  // namespace charterd::config
