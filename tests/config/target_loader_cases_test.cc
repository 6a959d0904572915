#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/charter_texts.h"

namespace charterd::config {
namespace {

// A charter whose only target is `target`, the inside of its mapping.
Charter with_target(const std::string& target) {
  return load(std::string(kHead) + R"(scope: {channel: [phone, email]}
calendars: {office: {hours: {mon-fri: "08:00-17:00"}}}
cases:
  order:
    key: id
    opens: o
    closes: c
    calendar: office
    due: {otherwise: 15 working days}
    measures: {order_time: {from: opens, to: closes}, changes: {count: e}}
targets:
  t: {)" + target +
              "}\n");
}

Target target_of(const std::string& target) { return with_target(target).targets.at(0); }

TEST_CASE("A target on a whole case is read with its conditions") {
  const Charter charter = load(example());
  const Target& target = charter.targets.at(4);
  CHECK(target.subject == Target::Subject::whole_case);
  CHECK(target.measure == "order");
  CHECK(target.case_id == "order");
  CHECK_FALSE(target.goal.business_clock);
  REQUIRE(target.good.has_value());
  const auto& tests = target.good->any_of.at(0).all_of;
  REQUIRE(tests.size() == 2);
  CHECK(tests[0].subject == Test::Subject::measure);
  CHECK(tests[0].kind == Test::Kind::less_equal);
  CHECK(tests[0].quantity == Quantity{Quantity::Kind::working_days, 5 * kFixedOne});
  CHECK(tests[1].name == "revisions");
  CHECK(tests[1].quantity == Quantity{Quantity::Kind::number, 3 * kFixedOne});
  CHECK(charter.targets.at(5).good->any_of.at(0).all_of.at(0).kind == Test::Kind::by_due);
}

TEST_CASE("A case's measure may be named with its case") {
  for (const std::string name : {"order_time", "order.order_time"}) {
    const Target target = target_of("measure: " + name + ", goal: p90 at most 2 days");
    CHECK(target.subject == Target::Subject::case_measure);
    CHECK(target.measure == "order_time");
    CHECK(target.case_id == "order");
    CHECK(target.goal.amount == 172'800 * kFixedOne);
    CHECK_FALSE(target.goal.business_clock);
  }
}

TEST_CASE("A limit in business hours makes a figure in working time") {
  const Target mean = target_of("measure: order_time, goal: mean at most 4 business hours");
  CHECK(mean.goal.business_clock);
  CHECK(mean.goal.amount == 14'400 * kFixedOne);
  const Target improved = target_of(
      "measure: order_time, goal: mean reduced by 50%, baseline: {value: 8 business hours, start: "
      "2026-01-01}, deadline: 2026-10-01");
  CHECK(improved.goal.business_clock);
  CHECK(improved.goal.relative);
  CHECK(improved.baseline->value == 28'800 * kFixedOne);
}

TEST_CASE("Statistics of a case's count are plain numbers") {
  const Target mean = target_of("measure: changes, goal: mean at most 1.5");
  CHECK(mean.goal.amount == 1'500'000);
  CHECK_FALSE(mean.goal.business_clock);
  CHECK(target_of("measure: changes, goal: sum at most 100").goal.statistic == Statistic::sum);
  CHECK(target_of("measure: order_time, goal: count at least 100").goal.amount == 100 * kFixedOne);
}

TEST_CASE("All goals of shares suit a case") {
  const std::string bad = ", bad: {order_time: \"> 5 working days\"}";
  const std::string good = ", good: {changes: 0}";
  CHECK(target_of("measure: order, goal: at most 5%" + bad).bad.has_value());
  CHECK(target_of("measure: order, goal: every one" + good).good.has_value());
  CHECK(target_of("measure: order, goal: gap at most 5 points, across: channel" + good).across ==
        "channel");
  const Target raised = target_of(
      "measure: order, goal: share raised by 5 points, baseline: {from: 2026-01-01, to: "
      "2026-04-01}, deadline: 2026-10-01" +
      good);
  CHECK(raised.goal.amount == 50'000);
}

TEST_CASE("Conditions of a case name its measures, any event and fields") {
  const Target target = target_of(
      "measure: order, where: {shop: prague}, exclude: {event: [claimed, lost], because: It was "
      "lost.}, goal: every one, good: {not: {event: e}, order_time: present, satisfied: \"yes\"}");
  const ConditionMap& good = target.good->any_of.at(0);
  CHECK(good.all_of.at(0).subject == Test::Subject::measure);
  CHECK(good.all_of.at(1).subject == Test::Subject::field);
  CHECK(good.none_of.at(0).any_of.at(0).all_of.at(0).subject == Test::Subject::event);
  CHECK(target.exclude->any_of.at(0).all_of.at(0).texts.size() == 2);
  CHECK(target.where->any_of.at(0).all_of.at(0).subject == Test::Subject::field);
}

TEST_CASE("As much as there may be of one case is read") {
  std::string text = std::string(kHead) + "cases:\n  order:\n    key: id\n    opens: o\n" +
                     "    closes: c\n    measures:\n      time: {from: opens, to: closes}\n";
  for (int i = 0; i < 62; ++i) text += "      m" + std::to_string(i) + ": {count: e}\n";
  text += "targets:\n";
  for (int i = 0; i < 64; ++i) {
    const std::string n = std::to_string(i);
    text += "  t" + n + ": {measure: order, goal: every one, good: {field: v" + n + "}}\n";
  }
  CHECK(load(text).targets.size() == 64);
}

}  // namespace
}  // namespace charterd::config
