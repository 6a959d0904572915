#include "collectors/record_condition.h"

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

using Kind = config::Test::Kind;

config::Test test_of(Kind kind, const std::string& operand) {
  config::Test test;
  test.name = "f";
  test.kind = kind;
  if (!operand.empty()) test.texts = {operand};
  if (const auto quantity = config::parse_quantity(operand)) test.quantity = *quantity;
  return test;
}

config::Condition only(const config::Test& test) {
  config::ConditionMap map;
  map.all_of = {test};
  return {{map}, {}};
}

bool holds(const config::Condition& condition, const std::string& value, char decimal = '.') {
  SlotNames names;
  const RecordCondition compiled(condition, decimal, names);
  SlotValues slots;
  slots.values = {value};
  return compiled.holds(slots);
}

bool holds(Kind kind, const std::string& operand, const std::string& value, char decimal = '.') {
  return holds(only(test_of(kind, operand)), value, decimal);
}

TEST_CASE("record conditions compare numbers as numbers and everything else as text") {
  CHECK(holds(Kind::less, "10", "9"));
  CHECK_FALSE(holds(Kind::less, "10", "10"));
  CHECK(holds(Kind::less_equal, "10", "10.0"));
  CHECK(holds(Kind::greater, "10", "100"));
  CHECK(holds(Kind::greater_equal, "10", "1e1"));
  CHECK(holds(Kind::equal, "10", "10.00"));
  CHECK_FALSE(holds(Kind::not_equal, "10", "10.00"));
  CHECK(holds(Kind::not_equal, "0:00:00", "0:00:01"));
  CHECK_FALSE(holds(Kind::not_equal, "0:00:00", "0:00:00"));
  CHECK(holds(Kind::less_equal, "20s", "20"));
  CHECK(holds(Kind::greater, "1", "1,5", ','));
}

TEST_CASE("a record's text that is no number is neither less nor greater") {
  for (const Kind kind : {Kind::less, Kind::less_equal, Kind::greater, Kind::greater_equal}) {
    CHECK_FALSE(holds(kind, "10", "many"));
    CHECK_FALSE(holds(kind, "many", "10"));
  }
}

TEST_CASE("comparing an absent record field fails, also when it asks for a difference") {
  for (const Kind kind : {Kind::any_of, Kind::less, Kind::equal, Kind::not_equal}) {
    CHECK_FALSE(holds(kind, "1", ""));
  }
  CHECK(holds(Kind::absent, "", ""));
  CHECK_FALSE(holds(Kind::absent, "", "x"));
  CHECK(holds(Kind::present, "", "x"));
  CHECK_FALSE(holds(Kind::present, "", ""));
}

TEST_CASE("a record's text that is listed must be equal to the letter") {
  CHECK(holds(Kind::any_of, "open", "open"));
  CHECK_FALSE(holds(Kind::any_of, "open", "Open"));
  CHECK_FALSE(holds(Kind::any_of, "1", "1.0"));
}

TEST_CASE("record conditions combine with and, or and not") {
  config::Condition either = only(test_of(Kind::any_of, "a"));
  either.any_of.push_back(only(test_of(Kind::any_of, "b")).any_of.front());
  CHECK(holds(either, "a"));
  CHECK(holds(either, "b"));
  CHECK_FALSE(holds(either, "c"));

  config::Condition both = only(test_of(Kind::greater, "1"));
  both.any_of[0].all_of.push_back(test_of(Kind::less, "3"));
  CHECK(holds(both, "2"));
  CHECK_FALSE(holds(both, "3"));

  config::Condition neither = only(test_of(Kind::present, ""));
  neither.any_of[0].none_of.push_back(either);
  CHECK(holds(neither, "c"));
  CHECK_FALSE(holds(neither, "b"));
}

TEST_CASE("a test that no record can answer is refused") {
  SlotNames names;
  CHECK_THROWS_AS(RecordCondition(only(test_of(Kind::by_due, "x")), '.', names),
                  std::invalid_argument);
}

}  // namespace
}  // namespace charterd::collectors
