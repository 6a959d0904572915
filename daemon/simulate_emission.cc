// Event selectors as events that they choose.
#include <algorithm>

#include <fmt/format.h>

#include "daemon/simulate_case_model.h"
#include "daemon/simulate_choices.h"

namespace charterd::daemon {
namespace {

using Kind = config::Test::Kind;
using Fields = Emission::Fields;

bool has(const Fields& fields, const std::string& name) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const auto& field) { return field.first == name; });
}

// A text of which the test is true; nullopt when the field must not be there.
std::optional<std::string> satisfying(const config::Test& test) {
  const double operand = test.quantity ? to_double(test.quantity->amount) : 0;
  switch (test.kind) {
    case Kind::any_of:
    case Kind::equal:
    case Kind::less_equal:
    case Kind::greater_equal:
      return test.texts.front();
    case Kind::not_equal:
      return other_than(test.texts.front());
    case Kind::less:
      return fmt::format("{}", operand - 1);
    case Kind::greater:
      return fmt::format("{}", operand + 1);
    case Kind::present:
      return "yes";
    case Kind::absent:
    case Kind::by_due:
      break;
  }
  return std::nullopt;
}

bool names_text(const config::Test& test) {
  return test.subject == config::Test::Subject::field && !test.texts.empty() &&
         (test.kind == Kind::any_of || test.kind == Kind::equal);
}

void avoid(const config::Condition& condition, Fields& fields) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (!names_text(test) || has(fields, test.name)) continue;
      fields.emplace_back(test.name, other_than(test.texts.front()));
    }
  }
}

// The first of the alternatives is the one that is met.
void satisfy(const config::Condition& condition, Emission& emission) {
  const config::ConditionMap& map = condition.any_of.front();
  for (const config::Test& test : map.all_of) {
    if (test.subject != config::Test::Subject::field || has(emission.fields, test.name)) continue;
    if (auto text = satisfying(test)) emission.fields.emplace_back(test.name, *std::move(text));
  }
  for (const config::Condition& inner : map.none_of) avoid(inner, emission.fields);
  if (condition.any_of.size() > 1 || map.all_of.empty() || !names_text(map.all_of.front())) return;
  emission.decoy = emission.fields;
  emission.decoy.front().second = other_than(map.all_of.front().texts.front());
}

}  // namespace

Emission emission_of(const config::EventSelector& selector) {
  Emission emission;
  emission.types = selector.names;
  if (selector.where) satisfy(*selector.where, emission);
  return emission;
}

}  // namespace charterd::daemon
