// A target's conditions: what they can name, and which of them its goal needs.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/target_loader.h"

namespace charterd::config {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool share_an_event(const Measure& a, const Measure& b) {
  return std::any_of(a.events.names.begin(), a.events.names.end(),
                     [&](const std::string& name) { return contains(b.events.names, name); });
}

// The measures of all cases but one are out of reach.
void add_measures_of_cases(const Charter& charter, const Case* but, ConditionScope& scope) {
  for (const Case& kind : charter.cases) {
    if (&kind == but) continue;
    for (const CaseMeasure& measure : kind.measures) {
      scope.measures_elsewhere.push_back(measure.id);
    }
  }
}

// The target's own measure, and those that are made of some of the same events.
ConditionScope scope_of_events(const Charter& charter, const Measure& measure) {
  ConditionScope scope;
  for (const Measure& other : charter.measures) {
    if (share_an_event(measure, other)) {
      scope.measures.push_back(
          {other.id, base_of(other.unit), !other.value_field.empty(), false, false, false});
    } else {
      scope.measures_elsewhere.push_back(other.id);
    }
  }
  add_measures_of_cases(charter, nullptr, scope);
  return scope;
}

ConditionScope scope_of_case(const Charter& charter, const Case& kind) {
  ConditionScope scope;
  scope.elsewhere = "of this case";
  for (const Measure& other : charter.measures) scope.measures_elsewhere.push_back(other.id);
  add_measures_of_cases(charter, &kind, scope);
  for (const CaseMeasure& measure : kind.measures) {
    const bool counts = !measure.count.empty();
    scope.measures.push_back({measure.id, counts ? BaseUnit::count : BaseUnit::seconds, true, true,
                              !kind.calendar.empty(), kind.due.has_value()});
  }
  return scope;
}

// Calls `check` for each test, those inside `not` included.
template <class Check>
void for_each_test(const Condition& condition, const Check& check) {
  for (const ConditionMap& map : condition.any_of) {
    for (const Test& test : map.all_of) check(test);
    for (const Condition& inner : map.none_of) for_each_test(inner, check);
  }
}

// An event that the measure is not made of can never be met.
void check_event(const Test& test, const TargetReading& reading) {
  for (const std::string& name : test.texts) {
    const auto& known = reading.measure->events.names;
    if (known.empty() || contains(known, name)) continue;
    reading.error(test.place,
                  fmt::format("the measure \"{}\" is not made of the event \"{}\"",
                              reading.measure->id, name),
                  choice_hint(name, known, "events"));
  }
}

void check_listed_value(const Test& test, const TargetReading& reading) {
  const auto* listed = reading.charter.charter.find_scope(test.name);
  const bool compares_text = test.kind == Test::Kind::any_of || test.kind == Test::Kind::equal ||
                             test.kind == Test::Kind::not_equal;
  if (listed == nullptr || !compares_text) return;
  for (const std::string& value : test.texts) {
    if (contains(*listed, value)) continue;
    reading.diagnostics().warning(
        test.place, fmt::format("the scope does not list \"{}\" for \"{}\"", value, test.name),
        choice_hint(value, *listed, "values"));
  }
}

// A case has had an event or has not: "another one" is no question to ask of it.
void check_event_of_case(const Test& test, const TargetReading& reading) {
  if (test.kind == Test::Kind::any_of) return;
  reading.error(test.place, "\"event\" of a case needs the name of an event or a list of names",
                fmt::format("that it has not had \"{0}\" is written not: {{event: {0}}}",
                            test.texts.empty() ? "it" : test.texts.front()));
}

// Which cases a target covers is known when they open, and stays so.
void check_where_of_case(const Condition& where, const TargetReading& reading) {
  for_each_test(where, [&](const Test& test) {
    if (test.subject == Test::Subject::field) return;
    const bool event = test.subject == Test::Subject::event;
    reading.error(test.place,
                  fmt::format("\"where\" of a case tests fields of its opening event, and {}",
                              event ? std::string("\"event\" is none")
                                    : fmt::format("\"{}\" is a measure", test.name)),
                  fmt::format("say it in \"{}\" or in \"exclude\"",
                              reading.target.goal.kind == Goal::Kind::at_most ? "bad" : "good"));
  });
}

void check_tests(const Condition& condition, const TargetReading& reading) {
  for_each_test(condition, [&](const Test& test) {
    if (test.subject == Test::Subject::event && reading.measure != nullptr) {
      check_event(test, reading);
    } else if (test.subject == Test::Subject::event && reading.of_case != nullptr) {
      check_event_of_case(test, reading);
    } else if (test.subject == Test::Subject::field) {
      check_listed_value(test, reading);
    }
  });
}

// Why something is excluded stands beside the condition, or in one of its maps.
void load_because(const YamlNode& exclude, const TargetReading& reading) {
  for (const YamlEntry& entry : exclude.entries) {
    if (entry.key != "because") continue;
    reading.target.exclude_because = load_text(entry.value, "because", reading.charter);
  }
  for (const YamlNode& item : exclude.items) {
    if (reading.target.exclude_because.empty()) load_because(item, reading);
  }
}

}  // namespace

void load_conditions(const TargetReading& reading) {
  ConditionScope scope;
  if (reading.measure != nullptr) {
    scope = scope_of_events(reading.charter.charter, *reading.measure);
  } else if (reading.of_case != nullptr) {
    scope = scope_of_case(reading.charter.charter, *reading.of_case);
  }
  const auto load = [&](std::string_view key, std::optional<Condition>& condition) {
    const YamlNode* node = reading.keys.find(key);
    if (node == nullptr) return;
    condition = load_condition(*node, scope, reading.diagnostics());
    if (condition) check_tests(*condition, reading);
  };
  load("where", reading.target.where);
  if (reading.of_case != nullptr && reading.target.where) {
    check_where_of_case(*reading.target.where, reading);
  }
  load("good", reading.target.good);
  load("bad", reading.target.bad);
  scope.passed_over = {"because"};
  load("exclude", reading.target.exclude);
  if (const YamlNode* exclude = reading.keys.find("exclude")) load_because(*exclude, reading);
}

void check_conditions(const TargetReading& reading) {
  const Goal& goal = reading.target.goal;
  const auto refuse = [&](std::string_view key, std::string hint) {
    if (!reading.has(key)) return;
    reading.error_at(key,
                     fmt::format("target \"{}\": the goal \"{}\" takes no \"{}\"",
                                 reading.target.id, goal.text, key),
                     std::move(hint));
  };
  if (!goal.is_share()) {
    refuse("good", "");
    refuse("bad", "");
    return;
  }
  // A share that is to fall may be one of misses.
  const bool either = goal.kind == Goal::Kind::reduced;
  const std::string_view wanted = goal.kind == Goal::Kind::at_most ? "bad" : "good";
  const std::string_view other = wanted == "bad" ? "good" : "bad";
  if (!either) refuse(other, fmt::format("say \"{}\"", wanted));
  if (either && reading.has("good")) refuse("bad", "one of \"good\" and \"bad\" is expected");
  if (reading.has(wanted) || reading.has(other)) return;
  reading.error(goal.place,
                fmt::format("target \"{}\": the goal \"{}\" needs \"{}\"", reading.target.id,
                            goal.text, wanted),
                wanted == "bad" ? "what counts as a miss, such as bad: {queue_wait: \"> 10m\"}"
                                : "what counts as kept, such as good: {queue_wait: \"<= 20s\"}");
}

}  // namespace charterd::config
