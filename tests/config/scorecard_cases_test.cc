// What the scorecard says of targets on cases.
#include <string>

#include <catch2/catch.hpp>

#include "config/scorecard.h"
#include "tests/config/scorecard_charter.h"

namespace charterd::config {
namespace {

// The item of a target on the case's time, its count, or the whole case.
SmartItem item_of_case(char letter, const std::string& measure, const Goal& goal,
                       std::optional<std::int64_t> minimum = 50) {
  return item(letter, [&](Target& target, Charter& charter) {
    Case kind;
    kind.id = "order";
    kind.measures.resize(2);
    kind.measures[0].id = "order_time";
    kind.measures[0].from = CaseMeasure::End{CaseMeasure::End::Kind::opens, {}};
    kind.measures[0].to = CaseMeasure::End{CaseMeasure::End::Kind::closes, {}};
    kind.measures[1].id = "revisions";
    kind.measures[1].count.names = {"order.revised"};
    charter.cases.push_back(kind);
    target.subject =
        measure == "order" ? Target::Subject::whole_case : Target::Subject::case_measure;
    target.measure = measure;
    target.case_id = "order";
    target.goal = goal;
    target.minimum_events = minimum;
  });
}

Goal mean(Goal::Kind kind, Fixed amount, const std::string& text) {
  return goal(kind, Statistic::mean, amount, text);
}

TEST_CASE("Specific: a case and its measures are called by their names") {
  const Goal goal = share(Goal::Kind::at_least, 800'000);
  check(item_of_case('S', "order", goal), Grade::present, "the case order, all of them");
  check(item_of_case('S', "order_time", goal), Grade::present,
        "order_time of the case order, all of them");
}

TEST_CASE("Measurable: the outcomes of a case are cases") {
  const Goal goal = share(Goal::Kind::at_least, 800'000);
  check(item_of_case('M', "order", goal), Grade::present, "a share, from 50 cases on");
  check(item_of_case('M', "order", goal, std::nullopt), Grade::doubtful,
        "without minimum_events a single miss can fail it; of 5 cases and more one may be missed");
  check(item_of_case('M', "order_time", mean(Goal::Kind::at_most, 86'400 * kFixedOne, "mean"), 1),
        Grade::doubtful, "a single case decides it; give minimum_events");
  Goal p90 = mean(Goal::Kind::at_most, 86'400 * kFixedOne, "p90");
  p90.statistic = Statistic::percentile;
  p90.percentile = 900'000;
  check(item_of_case('M', "order_time", p90, 5), Grade::doubtful,
        "of 5 cases the highest value alone decides; it takes minimum_events of 10 or more");
}

TEST_CASE("Achievable: no time and no count of a case is below zero") {
  const std::string never = "it is always reached: nothing is below ";
  check(item_of_case('A', "order_time", mean(Goal::Kind::at_least, 0, "mean")), Grade::doubtful,
        never + "0s");
  check(item_of_case('A', "revisions", mean(Goal::Kind::at_least, 0, "mean")), Grade::doubtful,
        never + "0");
  CHECK(item_of_case('A', "order_time", mean(Goal::Kind::at_most, kFixedOne, "mean")).grade ==
        Grade::present);
}

}  // namespace
}  // namespace charterd::config
