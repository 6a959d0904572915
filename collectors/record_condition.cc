#include "collectors/record_condition.h"

#include <algorithm>
#include <stdexcept>

namespace charterd::collectors {

RecordCondition::RecordCondition(const config::Condition& condition, char decimal_point,
                                 SlotNames& slots)
    : decimal_point_(decimal_point) {
  for (const config::ConditionMap& source : condition.any_of) {
    Map& map = any_of_.emplace_back();
    for (const config::Test& test : source.all_of) map.all_of.push_back(compile(test, slots));
    for (const config::Condition& none : source.none_of) {
      map.none_of.emplace_back(none, decimal_point, slots);
    }
  }
}

RecordCondition::Test RecordCondition::compile(const config::Test& source, SlotNames& slots) {
  using Kind = config::Test::Kind;
  if (source.kind == Kind::by_due) {
    throw std::invalid_argument("\"by due\" asks a case, not a record: " + source.name);
  }
  Test test;
  test.slot = slots.add(source.name);
  test.kind = source.kind;
  test.texts = source.texts;
  if (source.quantity) test.number = source.quantity->amount;
  const bool compares = test.kind != Kind::present && test.kind != Kind::absent;
  if (compares && test.texts.empty()) {
    throw std::invalid_argument("a test without an operand: " + source.name);
  }
  return test;
}

bool RecordCondition::holds(const SlotValues& slots) const {
  return std::any_of(any_of_.begin(), any_of_.end(),
                     [&](const Map& map) { return holds(map, slots); });
}

bool RecordCondition::holds(const Map& map, const SlotValues& slots) const {
  return std::all_of(map.all_of.begin(), map.all_of.end(),
                     [&](const Test& test) { return holds(test, slots.values[test.slot]); }) &&
         std::none_of(map.none_of.begin(), map.none_of.end(),
                      [&](const RecordCondition& none) { return none.holds(slots); });
}

bool RecordCondition::holds(const Test& test, std::string_view value) const {
  using Kind = config::Test::Kind;
  if (test.kind == Kind::absent) return value.empty();
  if (value.empty()) return false;
  if (test.kind == Kind::present) return true;
  if (test.kind == Kind::any_of) {
    return std::find(test.texts.begin(), test.texts.end(), value) != test.texts.end();
  }
  auto number = parse_fixed(value, {}, decimal_point_);
  if (!number && decimal_point_ != '.') number = parse_fixed(value);
  const bool numeric = number && test.number;
  switch (test.kind) {
    case Kind::less:
      return numeric && *number < *test.number;
    case Kind::less_equal:
      return numeric && *number <= *test.number;
    case Kind::greater:
      return numeric && *number > *test.number;
    case Kind::greater_equal:
      return numeric && *number >= *test.number;
    case Kind::equal:
      return numeric ? *number == *test.number : value == test.texts.front();
    case Kind::not_equal:
      return numeric ? *number != *test.number : value != test.texts.front();
    default:
      return false;
  }
}

}  // namespace charterd::collectors
