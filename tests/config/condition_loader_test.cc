#include "config/condition_loader.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

using Kind = Test::Kind;
using Subject = Test::Subject;

struct Reading {
  std::optional<Condition> condition;
  std::vector<Diagnostic> found;

  std::string message() const { return found.empty() ? "" : found[0].message; }
  std::string hint() const { return found.empty() ? "" : found[0].hint; }
};

ConditionScope scope_of_calls() {
  ConditionScope scope;
  scope.measures = {{"wait", BaseUnit::seconds, true, false, false, false},
                    {"score", BaseUnit::points, true, false, false, false},
                    {"parcels", BaseUnit::count, true, false, false, false},
                    {"sold", BaseUnit::count, false, false, false, false},
                    {"reply", BaseUnit::seconds, true, true, true, true},
                    {"rough", BaseUnit::seconds, true, true, false, false}};
  scope.measures_elsewhere = {"mood"};
  return scope;
}

Reading read(const std::string& text, const ConditionScope& scope = scope_of_calls()) {
  Diagnostics diagnostics("a.yml", text);
  const auto node = read_yaml(text, diagnostics);
  REQUIRE(node.has_value());
  REQUIRE_FALSE(diagnostics.has_errors());
  Reading reading;
  reading.condition = load_condition(*node, scope, diagnostics);
  // Either a condition or a reason why not.
  CHECK(reading.condition.has_value() != diagnostics.has_errors());
  reading.found = diagnostics.take();
  return reading;
}

// The only test of a condition that has one.
Test only_test(const std::string& text, const ConditionScope& scope = scope_of_calls()) {
  const Reading reading = read(text, scope);
  INFO(text << ": " << reading.message());
  REQUIRE(reading.condition.has_value());
  REQUIRE(reading.condition->any_of.size() == 1);
  REQUIRE(reading.condition->any_of[0].all_of.size() == 1);
  return reading.condition->any_of[0].all_of[0];
}

TEST_CASE("A key names the event, then a measure in reach, then a field") {
  CHECK(only_test("event: call.answered").subject == Subject::event);
  CHECK(only_test("wait: \"<= 20s\"").subject == Subject::measure);
  CHECK(only_test("channel: phone").subject == Subject::field);
  CHECK(only_test("channel: phone").name == "channel");
}

TEST_CASE("In the operator's file every key is a source field, also one called event") {
  const Test test = only_test("event: open", ConditionScope::source_fields());
  CHECK(test.subject == Subject::field);
  CHECK(test.name == "event");
  CHECK(only_test("wait: \"< 3\"", ConditionScope::source_fields()).subject == Subject::field);
}

TEST_CASE("A measure that is not in reach is a field, with a warning") {
  const Reading reading = read("mood: good");
  REQUIRE(reading.condition.has_value());
  CHECK(reading.condition->any_of[0].all_of[0].subject == Subject::field);
  REQUIRE(reading.found.size() == 1);
  CHECK(reading.found[0].severity == Severity::warning);
}

TEST_CASE("A text or a list of texts is any of them, as they are written") {
  const Test one = only_test("channel: phone");
  CHECK(one.kind == Kind::any_of);
  CHECK(one.texts == std::vector<std::string>{"phone"});
  const Test many = only_test("state: [open, 010, true, \"null\"]");
  CHECK(many.kind == Kind::any_of);
  CHECK(many.texts == std::vector<std::string>{"open", "010", "true", "null"});
  CHECK(only_test("auto: false").texts == std::vector<std::string>{"false"});
}

TEST_CASE("Every comparison is read, with its operand as a quantity where it is one") {
  const auto kind = [](const std::string& value) {
    return only_test("age: \"" + value + "\"").kind;
  };
  CHECK(kind("< 3") == Kind::less);
  CHECK(kind("<= 3") == Kind::less_equal);
  CHECK(kind("> 3") == Kind::greater);
  CHECK(kind(">= 3") == Kind::greater_equal);
  CHECK(kind("= 3") == Kind::equal);
  CHECK(kind("== 3") == Kind::equal);
  CHECK(kind("!= 3") == Kind::not_equal);
  CHECK(kind("<=3") == Kind::less_equal);
  CHECK(kind("  <=   3  ") == Kind::less_equal);
  const Test test = only_test("age: \"<=  1h30m \"");
  CHECK(test.texts == std::vector<std::string>{"1h30m"});
  REQUIRE(test.quantity.has_value());
  CHECK(test.quantity->kind == Quantity::Kind::duration);
  CHECK(test.quantity->amount == 5'400 * kFixedOne);
}

TEST_CASE("An equality with what is no quantity compares texts") {
  const Test test = only_test("left: \"!= 0:00:00\"");
  CHECK(test.kind == Kind::not_equal);
  CHECK(test.texts == std::vector<std::string>{"0:00:00"});
  CHECK_FALSE(test.quantity.has_value());
  // Words of conditions are texts behind a sign.
  CHECK(only_test("state: \"= present\"").texts == std::vector<std::string>{"present"});
  CHECK(only_test("state: \"= < none\"").texts == std::vector<std::string>{"< none"});
}

TEST_CASE("Present and absent need no operand, with or without quotes") {
  for (const std::string subject : {"shop", "wait"}) {
    CHECK(only_test(subject + ": present").kind == Kind::present);
    const Test test = only_test(subject + ": \"absent\"");
    CHECK(test.kind == Kind::absent);
    CHECK(test.texts.empty());
  }
}

TEST_CASE("All entries of a map must hold, and none of what stands under not") {
  const Reading reading = read("{channel: phone, shop: prague, not: {event: call.abandoned}}");
  REQUIRE(reading.condition.has_value());
  const ConditionMap& map = reading.condition->any_of.at(0);
  CHECK(map.all_of.size() == 2);
  REQUIRE(map.none_of.size() == 1);
  CHECK(map.none_of[0].any_of.at(0).all_of.at(0).texts ==
        std::vector<std::string>{"call.abandoned"});
}

TEST_CASE("A list of maps means any of them, under not too") {
  const Reading reading = read("[{a: b}, {c: d}, {not: [{e: f}, {g: h}]}]");
  REQUIRE(reading.condition.has_value());
  REQUIRE(reading.condition->any_of.size() == 3);
  CHECK(reading.condition->any_of[2].all_of.empty());
  CHECK(reading.condition->any_of[2].none_of.at(0).any_of.size() == 2);
}

TEST_CASE("A test remembers the place of its value") {
  CHECK(only_test("\n  wait: \"<= 20s\"").place == Place{2, 9});
}

TEST_CASE("A measure of time wants a length of time") {
  const Test test = only_test("wait: \"<= 20s\"");
  REQUIRE(test.quantity.has_value());
  CHECK(test.quantity->amount == 20 * kFixedOne);
  CHECK(read("wait: \"<= 20\"").hint() == "write 20s for seconds");
  CHECK(read("wait: 20s").hint() == "write \"<= 20s\"");
  for (const std::string value : {"<= 80%", "<= 5 points", "<= soon", "= fast"}) {
    CHECK_FALSE(read("wait: \"" + value + "\"").condition.has_value());
  }
}

TEST_CASE("Measures of points and counts want numbers, and one number means equal to it") {
  CHECK(only_test("score: \">= 4.5\"").quantity->amount == 4'500'000);
  CHECK(only_test("score: \">= 4 points\"").quantity->amount == 4'000'000);
  CHECK(only_test("parcels: \"< 3\"").quantity->amount == 3'000'000);
  const Test test = only_test("score: 5");
  CHECK(test.kind == Kind::equal);
  CHECK(test.quantity->amount == 5'000'000);
  for (const std::string text : {"score: \">= 20s\"", "score: \">= 80%\"", "parcels: \"< 3s\"",
                                 "parcels: \"< 3 points\"", "score: good", "score: [4, 5]"}) {
    INFO(text);
    CHECK_FALSE(read(text).condition.has_value());
  }
}

TEST_CASE("A measure without a value cannot be tested") {
  CHECK(read("sold: \"> 3\"").message() == "the measure \"sold\" has no value to test");
  CHECK_FALSE(read("sold: present").condition.has_value());
}

TEST_CASE("Working time, days and promises belong to the measures of cases") {
  CHECK(only_test("reply: by due").kind == Kind::by_due);
  CHECK(only_test("reply: by due").texts.empty());
  CHECK(only_test("reply: \"<= 4 business hours\"").quantity->kind ==
        Quantity::Kind::business_hours);
  CHECK(only_test("reply: \"<= 5 working days\"").quantity->kind == Quantity::Kind::working_days);
  CHECK(only_test("rough: \"<= 14 calendar days\"").quantity->kind ==
        Quantity::Kind::calendar_days);
  for (const std::string text :
       {"wait: by due", "wait: \"<= 4 business hours\"", "wait: \"<= 5 working days\"",
        "wait: \"<= 14 calendar days\"", "rough: by due", "rough: \"<= 4 business hours\"",
        "rough: \"<= 5 working days\"", "age: \"<= 5 working days\""}) {
    INFO(text);
    CHECK_FALSE(read(text).condition.has_value());
  }
  // Of a field it is a text like others.
  CHECK(only_test("state: by due").kind == Kind::any_of);
}

TEST_CASE("The event is compared by its name alone") {
  CHECK(only_test("event: [a, b]").texts.size() == 2);
  CHECK(only_test("event: \"= a\"").kind == Kind::any_of);
  CHECK(only_test("event: \"!= a\"").kind == Kind::not_equal);
  for (const std::string value : {"present", "absent", "\"< a\"", "\"\""}) {
    CHECK_FALSE(read("event: " + value).condition.has_value());
  }
}

TEST_CASE("Keys that another reader takes are passed over at the top, and only there") {
  ConditionScope scope = scope_of_calls();
  scope.passed_over = {"because"};
  CHECK(only_test("{channel: phone, because: It rained.}", scope).name == "channel");
  CHECK(only_test("[{channel: phone, because: It rained.}]", scope).name == "channel");
  CHECK(read("{because: It rained.}", scope).message() == "a condition cannot be empty");
  const Reading inner = read("{not: {because: x}}", scope);
  REQUIRE(inner.condition.has_value());
  CHECK(inner.condition->any_of[0].none_of[0].any_of[0].all_of[0].name == "because");
}

TEST_CASE("What is wrong in a condition is all reported at once") {
  const Reading reading = read("{wait: \"<= 20\", shop: , not: {}, age: \"=> 3\"}");
  CHECK(reading.found.size() == 4);
  CHECK_FALSE(reading.condition.has_value());
}

TEST_CASE("Conditions of other shapes are refused") {
  for (const std::string text :
       {"fast",      "~",          "[]",       "{}",        "[{}]",        "[a]",
        "[~]",       "a: {b: c}",  "a: ~",     "a: []",     "a: [[b]]",    "a: [\"< 3\"]",
        "a: [\"\"]", "a: \"\"",    "a: \"<\"", "a: \"< \"", "a: \"=< 3\"", "a: \"<> 3\"",
        "a: ≤ 3",    "a: \"< b\"", "not: a",   "not: []"}) {
    INFO(text);
    const Reading reading = read(text);
    CHECK_FALSE(reading.condition.has_value());
    CHECK(reading.found.size() == 1);
  }
}

TEST_CASE("A value that was refused before is not refused again") {
  Diagnostics diagnostics("a.yml", "wait: != 3");
  const auto node = read_yaml("wait: != 3", diagnostics);
  REQUIRE(node.has_value());
  CHECK_FALSE(load_condition(*node, scope_of_calls(), diagnostics).has_value());
  CHECK(diagnostics.take().size() == 1);
}

EventSelector select(const std::string& text, std::size_t expected_errors = 0) {
  Diagnostics diagnostics("a.yml", text);
  const auto node = read_yaml(text, diagnostics);
  REQUIRE(node.has_value());
  const EventSelector selector = load_event_selector(*node, "opens", diagnostics);
  INFO(text);
  CHECK(diagnostics.take().size() == expected_errors);
  return selector;
}

TEST_CASE("An event is named by a name, a list of names or a mapping with a condition") {
  CHECK(select("order.placed").names == std::vector<std::string>{"order.placed"});
  CHECK(select("[a, b]").names == std::vector<std::string>{"a", "b"});
  const EventSelector selector = select("{event: [a, b], where: {auto: \"false\"}}");
  CHECK(selector.names == std::vector<std::string>{"a", "b"});
  REQUIRE(selector.where.has_value());
  CHECK(selector.where->any_of.at(0).all_of.at(0).texts == std::vector<std::string>{"false"});
  CHECK_FALSE(select("{event: a}").where.has_value());
}

TEST_CASE("A selector with a mistake selects nothing") {
  for (const std::string text : {"~", "[]", "\"\"", "{where: {a: b}}", "{event: a, where: {}}",
                                 "{event: }", "{event: a, wher: {a: b}, event2: c}"}) {
    const std::size_t expected = text.find("event2") == std::string::npos ? 1 : 2;
    const EventSelector selector = select(text, expected);
    if (expected == 1) CHECK(selector.empty());
  }
}

}  // namespace
}  // namespace charterd::config
