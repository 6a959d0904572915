#include "tests/reference/slow_event.h"

#include <algorithm>
#include <stdexcept>

#include "config/fixed.h"

namespace charterd::slow {

using Kind = config::Test::Kind;

bool compares(Kind kind, std::int64_t left, std::int64_t right) {
  switch (kind) {
    case Kind::less:
      return left < right;
    case Kind::less_equal:
      return left <= right;
    case Kind::greater:
      return left > right;
    case Kind::greater_equal:
      return left >= right;
    case Kind::equal:
      return left == right;
    case Kind::not_equal:
      return left != right;
    default:
      throw std::logic_error("no comparison");
  }
}

bool holds(const config::Test& test, const Fields& fields) {
  if (test.subject != config::Test::Subject::field) throw std::logic_error("not a field");
  const auto found = fields.find(test.name);
  if (test.kind == Kind::present) return found != fields.end();
  if (test.kind == Kind::absent) return found == fields.end();
  if (found == fields.end()) return false;  // comparing an absent field fails, != included
  const std::string& text = found->second.text;
  const auto& texts = test.texts;
  if (test.kind == Kind::any_of) return std::find(texts.begin(), texts.end(), text) != texts.end();
  const auto number = parse_fixed(text);
  if (number && test.quantity) return compares(test.kind, *number, test.quantity->amount);
  if (test.kind == Kind::equal) return text == texts.front();
  if (test.kind == Kind::not_equal) return text != texts.front();
  return false;
}

bool holds(const config::Condition& condition, const Fields& fields) {
  const auto map_holds = [&](const config::ConditionMap& map) {
    return std::all_of(map.all_of.begin(), map.all_of.end(),
                       [&](const config::Test& test) { return holds(test, fields); }) &&
           std::none_of(map.none_of.begin(), map.none_of.end(),
                        [&](const config::Condition& inner) { return holds(inner, fields); });
  };
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), map_holds);
}

bool selects(const config::EventSelector& selector, const Event& event) {
  const auto& names = selector.names;
  if (std::find(names.begin(), names.end(), event.type) == names.end()) return false;
  return !selector.where || holds(*selector.where, event.fields);
}

}  // namespace charterd::slow
