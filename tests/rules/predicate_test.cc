#include "rules/predicate.h"

#include <catch2/catch.hpp>

#include "config/loader.h"

using namespace charterd;
using namespace charterd::rules;
using Kind = config::Test::Kind;
using Subject = config::Test::Subject;

namespace {

// One test of the field `f`, asked of an event in which f has `text` (nullptr: absent).
bool holds(Kind kind, const std::string& operand, const char* text) {
  config::Test test;
  test.subject = Subject::field;
  test.name = "f";
  test.kind = kind;
  if (!operand.empty()) test.texts = {operand};
  if (const auto quantity = config::parse_quantity(operand)) test.quantity = *quantity;
  collectors::Vocabulary vocabulary;
  const config::Charter charter;
  const auto predicate = Predicate::compile({{{{test}, {}}}, {}}, charter, vocabulary);
  std::vector<collectors::FieldValue> fields(vocabulary.fields.size());
  if (text != nullptr) fields[0] = {collectors::FieldValue::Kind::text, text, {}};
  return predicate.holds({{{}, 0, fields, {}}});
}

}  // namespace

TEST_CASE("a text is compared by its letters") {
  CHECK(holds(Kind::any_of, "false", "false"));
  CHECK_FALSE(holds(Kind::any_of, "1", "1.0"));
  CHECK_FALSE(holds(Kind::any_of, "false", nullptr));
}

TEST_CASE("comparisons are numeric where both sides are numbers") {
  CHECK(holds(Kind::less_equal, "3", "3.0"));
  CHECK(holds(Kind::less, "10", "9"));
  CHECK_FALSE(holds(Kind::less, "10", "nine"));
  CHECK_FALSE(holds(Kind::not_equal, "3", "3.0"));
  CHECK(holds(Kind::not_equal, "3", "x"));
  CHECK(holds(Kind::not_equal, "0:00:00", "0:00:01"));
  CHECK_FALSE(holds(Kind::not_equal, "0:00:00", "0:00:00"));
  CHECK(holds(Kind::less, "5s", "4.5"));
}

TEST_CASE("comparing a field that is absent fails") {
  for (const Kind kind : {Kind::less, Kind::less_equal, Kind::greater, Kind::greater_equal,
                          Kind::equal, Kind::not_equal}) {
    CHECK_FALSE(holds(kind, "3", nullptr));
  }
  CHECK(holds(Kind::absent, "", nullptr));
  CHECK_FALSE(holds(Kind::present, "", nullptr));
  CHECK(holds(Kind::present, "", "x"));
}
