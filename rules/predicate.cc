#include "rules/predicate.h"

#include <algorithm>

namespace charterd::rules {

using collectors::FieldValue;
using Kind = config::Test::Kind;
using Subject = config::Test::Subject;

namespace {

bool compare(Kind kind, Fixed left, Fixed right) {
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
      return false;
  }
}

// Equality of two texts, where the comparison is one that texts can have.
bool compare(Kind kind, std::string_view left, std::string_view right) {
  if (kind == Kind::equal) return left == right;
  if (kind == Kind::not_equal) return left != right;
  return false;
}

template <class Values, class Value>
bool contains(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::size_t measure_index(const config::Charter& charter, const std::string& name) {
  return static_cast<std::size_t>(charter.find_measure(name) - charter.measures.data());
}

}  // namespace

bool Predicate::Test::event_holds(const Facts& facts) const {
  switch (kind) {
    case Kind::any_of:
    case Kind::equal:
      return contains(types, facts.event.type);
    case Kind::not_equal:
      return !contains(types, facts.event.type);
    case Kind::present:
      return true;
    default:
      return false;
  }
}

bool Predicate::Test::measure_holds(const Facts& facts) const {
  Reading reading{Reading::State::fine, facts.value};
  if (facts.measure != reader.measure) reading = reader.read(facts.event);
  const bool fine = reading.state == Reading::State::fine;
  if (kind == Kind::present) return fine;
  if (kind == Kind::absent) return reading.state == Reading::State::absent;
  return fine && number && compare(kind, reading.value, *number);
}

bool Predicate::Test::field_holds(const FieldValue& value) const {
  if (kind == Kind::present) return value.present();
  if (kind == Kind::absent) return !value.present();
  if (value.kind != FieldValue::Kind::text) return false;
  if (kind == Kind::any_of) return contains(texts, value.text);
  if (number) {
    if (const std::optional<Fixed> read = parse_fixed(value.text)) {
      return compare(kind, *read, *number);
    }
  }
  return compare(kind, value.text, std::string_view{texts.front()});
}

bool Predicate::Test::holds(const Facts& facts) const {
  switch (subject) {
    case Subject::event:
      return event_holds(facts);
    case Subject::measure:
      return measure_holds(facts);
    case Subject::field:
      break;
  }
  return field_holds(facts.event.fields[field]);
}

bool Predicate::holds(const Facts& facts) const {
  return std::any_of(any_of_.begin(), any_of_.end(), [&](const Map& map) {
    return std::all_of(map.all_of.begin(), map.all_of.end(),
                       [&](const Test& test) { return test.holds(facts); }) &&
           std::none_of(map.none_of.begin(), map.none_of.end(),
                        [&](const Predicate& inner) { return inner.holds(facts); });
  });
}

Predicate::Test Predicate::compile_test(const config::Test& test, const config::Charter& charter,
                                        collectors::Vocabulary& vocabulary) {
  Test compiled;
  compiled.subject = test.subject;
  compiled.kind = test.kind;
  compiled.texts = test.texts;
  if (test.quantity) compiled.number = test.quantity->amount;
  switch (test.subject) {
    case Subject::event:
      for (const std::string& name : test.texts) {
        compiled.types.push_back(vocabulary.types.add(name));
      }
      break;
    case Subject::measure:
      compiled.reader =
          *value_reader(charter, measure_index(charter, test.name), vocabulary.fields);
      if (test.kind == Kind::any_of) {  // a bare number: equal to it
        compiled.kind = Kind::equal;
        compiled.number = parse_fixed(test.texts.front());
      }
      break;
    case Subject::field:
      compiled.field = vocabulary.fields.add(test.name);
      break;
  }
  return compiled;
}

Predicate Predicate::compile(const config::Condition& condition, const config::Charter& charter,
                             collectors::Vocabulary& vocabulary) {
  Predicate predicate;
  for (const config::ConditionMap& map : condition.any_of) {
    Map compiled;
    for (const config::Test& test : map.all_of) {
      compiled.all_of.push_back(compile_test(test, charter, vocabulary));
    }
    for (const config::Condition& inner : map.none_of) {
      compiled.none_of.push_back(compile(inner, charter, vocabulary));
    }
    predicate.any_of_.push_back(std::move(compiled));
  }
  return predicate;
}

}  // namespace charterd::rules
