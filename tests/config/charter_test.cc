#include "config/charter.h"

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

TEST_CASE("A text is given in the language asked for, else without one, else in any") {
  const Text both{{{"", "plain"}, {"cs", "česky"}}};
  CHECK(both.in("cs") == "česky");
  CHECK(both.in("sv") == "plain");
  const Text languages{{{"cs", "česky"}, {"sv", "svenska"}}};
  CHECK(languages.in("sv") == "svenska");
  CHECK(languages.in("ro") == "česky");
  CHECK(Text{}.in("en").empty());
}

TEST_CASE("A period contains its start and not its end") {
  const Instant from{std::chrono::seconds(10)};
  const Instant to{std::chrono::seconds(20)};
  CHECK(Period{from, to}.contains(from));
  CHECK_FALSE(Period{from, to}.contains(to));
  CHECK(Period{std::nullopt, to}.contains(Instant::min()));
  CHECK(Period{from, std::nullopt}.contains(Instant::max()));
}

TEST_CASE("Units of time are kept in seconds, others as they are") {
  CHECK(base_of(Unit::hours) == BaseUnit::seconds);
  CHECK(base_of(Unit::milliseconds) == BaseUnit::seconds);
  CHECK(base_of(Unit::points) == BaseUnit::points);
  CHECK(base_of(Unit::count) == BaseUnit::count);
  CHECK(parse_fixed("2", scale_to_base(Unit::hours)) == 7'200 * kFixedOne);
  CHECK(parse_fixed("2", scale_to_base(Unit::minutes)) == 120 * kFixedOne);
  CHECK(parse_fixed("2", scale_to_base(Unit::seconds)) == 2 * kFixedOne);
  CHECK(parse_fixed("2", scale_to_base(Unit::milliseconds)) == kFixedOne / 500);
  CHECK(parse_fixed("2", scale_to_base(Unit::points)) == 2 * kFixedOne);
  CHECK(parse_fixed("2", scale_to_base(Unit::count)) == 2 * kFixedOne);
}

TEST_CASE("Without minimum_events one event decides, and none a sum or a count") {
  Target target;
  CHECK(target.effective_minimum() == 1);
  target.goal.statistic = Statistic::mean;
  CHECK(target.effective_minimum() == 1);
  target.goal.statistic = Statistic::sum;
  CHECK(target.effective_minimum() == 0);
  target.goal.statistic = Statistic::count;
  CHECK(target.effective_minimum() == 0);
  target.minimum_events = 50;
  CHECK(target.effective_minimum() == 50);
}

TEST_CASE("Without a window 28 days are assumed") {
  Target target;
  CHECK(target.effective_window().kind == Window::Kind::rolling);
  CHECK(target.effective_window().length == std::chrono::days(28));
  CHECK(target.effective_window().text == "28 days");
  target.window = Window{Window::Kind::month, {}, "calendar month"};
  CHECK(target.effective_window().text == "calendar month");
}

TEST_CASE("Measures and labels are found by name") {
  Charter charter;
  charter.measures.push_back({});
  charter.measures.back().id = "queue_wait";
  charter.scope.emplace_back("channel", std::vector<std::string>{"phone", "email"});
  REQUIRE(charter.find_measure("queue_wait") == &charter.measures[0]);
  CHECK(charter.find_measure("queue") == nullptr);
  REQUIRE(charter.find_scope("channel") != nullptr);
  CHECK(charter.find_scope("channel")->size() == 2);
  CHECK(charter.find_scope("segment") == nullptr);
}

}  // namespace
}  // namespace charterd::config
