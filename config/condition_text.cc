#include "config/condition_text.h"

namespace charterd::config {
namespace {

using Kind = Test::Kind;

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) {
    if (!result.empty()) result += " or ";
    result += text;
  }
  return result;
}

std::string_view sign_of(Kind kind) {
  switch (kind) {
    case Kind::less:
      return "<";
    case Kind::less_equal:
      return "<=";
    case Kind::greater:
      return ">";
    case Kind::greater_equal:
      return ">=";
    case Kind::equal:
      return "=";
    case Kind::not_equal:
      return "!=";
    default:
      return "is";
  }
}

std::string describe(const ConditionMap& map) {
  std::string result;
  const auto add = [&result](const std::string& text) {
    if (!result.empty()) result += " and ";
    result += text;
  };
  for (const Test& test : map.all_of) add(describe(test));
  for (const Condition& inner : map.none_of) add("not (" + describe(inner) + ")");
  return result;
}

}  // namespace

std::string describe(const Test& test) {
  if (test.kind == Kind::present) return test.name + " is present";
  if (test.kind == Kind::absent) return test.name + " is absent";
  if (test.kind == Kind::by_due) return test.name + " by due";
  return test.name + " " + std::string(sign_of(test.kind)) + " " + joined(test.texts);
}

std::string describe(const Condition& condition) {
  std::string result;
  for (const ConditionMap& map : condition.any_of) {
    if (!result.empty()) result += ", or ";
    result += describe(map);
  }
  return result;
}

const Test* find_test(const Condition& condition, Place place) {
  for (const ConditionMap& map : condition.any_of) {
    for (const Test& test : map.all_of) {
      if (test.place == place) return &test;
    }
    for (const Condition& inner : map.none_of) {
      if (const Test* found = find_test(inner, place)) return found;
    }
  }
  return nullptr;
}

}  // namespace charterd::config
