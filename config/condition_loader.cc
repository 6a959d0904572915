#include "config/condition_loader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/comparison.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::string_view kNot = "not";
constexpr std::string_view kEvent = "event";
constexpr std::string_view kByDue = "by due";
constexpr std::string_view kExpectedValue =
    "a text, a list of texts, a comparison in quotes, present or absent";

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_unit_of_days(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::working_days ||
         quantity.kind == Quantity::Kind::calendar_days;
}

bool needs_calendar(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::business_hours ||
         quantity.kind == Quantity::Kind::working_days;
}

// One reading of one condition.
class Loader {
 public:
  Loader(const ConditionScope& scope, Diagnostics& diagnostics)
      : scope_(scope), diagnostics_(diagnostics) {}

  Condition condition(const YamlNode& node, bool outermost) {
    Condition result;
    result.place = node.place;
    if (node.is_mapping()) {
      result.any_of.push_back(map(node, outermost));
    } else if (node.is_sequence()) {
      if (node.items.empty()) error(node.place, "a condition cannot be an empty list");
      for (const YamlNode& item : node.items) alternative(item, outermost, result);
    } else if (node.is_unusable()) {
      failed_ = true;
    } else {
      error(node.place, fmt::format("a condition needs a mapping or a list of mappings, {}",
                                    found_instead(node)));
    }
    return result;
  }

  bool failed() const { return failed_; }

 private:
  void alternative(const YamlNode& item, bool outermost, Condition& result) {
    if (item.is_mapping()) {
      result.any_of.push_back(map(item, outermost));
    } else if (item.is_unusable()) {
      failed_ = true;
    } else {
      error(item.place, fmt::format("a list of mappings is expected in a condition, not of {}",
                                    item.is_null()     ? "nothing"
                                    : item.is_scalar() ? "texts"
                                                       : "lists"));
    }
  }

  ConditionMap map(const YamlNode& node, bool outermost) {
    ConditionMap result;
    bool any = false;
    for (const YamlEntry& entry : node.entries) {
      if (outermost && contains(scope_.passed_over, entry.key)) continue;
      any = true;
      if (entry.key == kNot) {
        result.none_of.push_back(condition(entry.value, false));
      } else {
        add_test(entry, result);
      }
    }
    if (!any) error(node.place, "a condition cannot be empty", "name an event, measure or field");
    return result;
  }

  void add_test(const YamlEntry& entry, ConditionMap& result) {
    const YamlNode& value = entry.value;
    const int errors_before = errors_;
    Test test;
    test.name = entry.key;
    test.place = value.place;
    const MeasureInReach* measure = nullptr;
    if (scope_.names_event && entry.key == kEvent) {
      test.subject = Test::Subject::event;
    } else if ((measure = find_measure(entry.key)) != nullptr) {
      test.subject = Test::Subject::measure;
    } else {
      warn_of_measure_elsewhere(entry);
    }
    if (value.is_unusable()) {
      failed_ = true;
    } else if (value.is_sequence()) {
      read_list(value, test);
    } else if (value.is_scalar()) {
      read_text(value, measure, test);
    } else {
      error(value.place,
            fmt::format("\"{}\" needs {}, {}", entry.key, kExpectedValue, found_instead(value)));
    }
    if (errors_ == errors_before) result.all_of.push_back(std::move(test));
  }

  void read_list(const YamlNode& list, Test& test) {
    if (test.subject == Test::Subject::measure) {
      return error(list.place,
                   fmt::format("the measure \"{}\" needs a comparison, not a list", test.name),
                   "a list of conditions means any of them: [{..}, {..}]");
    }
    if (list.items.empty()) {
      return error(list.place, fmt::format("\"{}\" cannot be one of an empty list", test.name));
    }
    for (const YamlNode& item : list.items) {
      if (item.is_unusable()) {
        failed_ = true;
      } else if (!item.is_scalar()) {
        error(item.place,
              fmt::format("an item of \"{}\" needs a text, {}", test.name, found_instead(item)));
      } else if (check_plain(item)) {
        test.texts.push_back(item.text);
      }
    }
  }

  // A text that is compared as it stands.
  bool check_plain(const YamlNode& item) {
    const auto comparison = parse_comparison(item.text);
    if (!comparison || comparison->has_operator()) {
      error(item.place, "a comparison cannot stand in a list of texts",
            "a list of conditions means any of them: [{..}, {..}]");
      return false;
    }
    return check_not_empty(item, item.text);
  }

  bool check_not_empty(const YamlNode& node, const std::string& text) {
    if (!text.empty()) return true;
    error(node.place, "an empty text never occurs: an empty field is absent", "write absent");
    return false;
  }

  void read_text(const YamlNode& node, const MeasureInReach* measure, Test& test) {
    const auto comparison = parse_comparison(node.text);
    if (!comparison) {
      return error(node.place, comparison.error().message, comparison.error().hint);
    }
    test.kind = comparison->kind;
    if (comparison->kind == Test::Kind::any_of || comparison->has_operator()) {
      test.texts = {comparison->operand};
    }
    switch (test.subject) {
      case Test::Subject::event:
        return check_event(node, *comparison, test);
      case Test::Subject::measure:
        return check_measure(node, *measure, *comparison, test);
      case Test::Subject::field:
        return check_field(node, *comparison, test);
    }
  }

  void check_event(const YamlNode& node, const Comparison& comparison, Test& test) {
    if (comparison.kind == Test::Kind::equal) test.kind = Test::Kind::any_of;
    if (comparison.kind == Test::Kind::any_of) {
      check_not_empty(node, comparison.operand);
    } else if (!comparison.is_equality()) {
      error(node.place, "\"event\" needs the name of an event, a list of names or \"!= name\"");
    }
  }

  void check_field(const YamlNode& node, const Comparison& comparison, Test& test) {
    // Without measures in reach, that the target has none has been said.
    if (node.text == kByDue && !scope_.measures.empty()) {
      diagnostics_.warning(
          node.place,
          fmt::format("\"{}\" is no measure in reach: the field's text is compared "
                      "with \"by due\"",
                      test.name),
          "name a measure of the target's case");
    }
    if (comparison.kind == Test::Kind::any_of) {
      check_not_empty(node, comparison.operand);
      return;
    }
    if (!comparison.has_operator()) return;
    const auto quantity = parse_quantity(comparison.operand);
    if (quantity && !has_unit_of_days(*quantity) && !needs_calendar(*quantity)) {
      test.quantity = *quantity;
    } else if (comparison.is_order()) {
      error(node.place,
            fmt::format("\"{}\" cannot be compared with \"{}\": a number or a length of time is "
                        "expected",
                        test.name, comparison.operand),
            quantity ? "working time and days are told by the measures of a case"
                     : fmt::format("the text itself is written \"= {}\"", node.text));
    }
  }

  void check_measure(const YamlNode& node, const MeasureInReach& measure,
                     const Comparison& comparison, Test& test) {
    if (!measure.has_value) {
      return error(node.place, fmt::format("the measure \"{}\" has no value to test", measure.name),
                   "give it \"value:\"");
    }
    if (node.text == kByDue) return check_by_due(node, measure, test);
    if (comparison.kind == Test::Kind::present || comparison.kind == Test::Kind::absent) return;
    const auto quantity = parse_quantity(comparison.operand);
    if (!quantity) {
      return error(node.place,
                   fmt::format("the measure \"{}\" needs {}, not \"{}\"", measure.name,
                               expected_of(measure), comparison.operand),
                   quantity.error());
    }
    if (!check_fit(node, measure, *quantity, comparison.operand)) return;
    if (comparison.kind == Test::Kind::any_of) {
      if (measure.unit == BaseUnit::seconds) {
        return error(node.place, fmt::format("the measure \"{}\" needs a comparison", measure.name),
                     fmt::format("write \"<= {}\"", comparison.operand));
      }
      test.kind = Test::Kind::equal;
    }
    test.quantity = *quantity;
  }

  void check_by_due(const YamlNode& node, const MeasureInReach& measure, Test& test) {
    if (!measure.of_case || measure.unit != BaseUnit::seconds) {
      return error(node.place, fmt::format("\"by due\" needs a time that a case takes, and \"{}\" "
                                           "is none",
                                           measure.name));
    }
    if (!measure.has_due) {
      return error(node.place, "\"by due\" needs a promised instant",
                   "give the case of this measure \"due:\"");
    }
    test.kind = Test::Kind::by_due;
    test.texts.clear();
  }

  static std::string_view expected_of(const MeasureInReach& measure) {
    switch (measure.unit) {
      case BaseUnit::seconds:
        return "a length of time such as \"<= 20s\"";
      case BaseUnit::points:
        return "a number of points such as \">= 4\"";
      case BaseUnit::count:
        break;
    }
    return "a number such as \"< 3\"";
  }

  // True when the operand can be compared with the measure.
  bool check_fit(const YamlNode& node, const MeasureInReach& measure, const Quantity& quantity,
                 const std::string& operand) {
    const bool is_number = quantity.kind == Quantity::Kind::number;
    const bool is_points = quantity.kind == Quantity::Kind::points;
    const bool fits = measure.unit == BaseUnit::seconds  ? quantity.is_time()
                      : measure.unit == BaseUnit::points ? is_number || is_points
                                                         : is_number;
    std::string hint;
    if (!fits) {
      if (is_number && measure.unit == BaseUnit::seconds) {
        hint = fmt::format("write {}s for seconds", operand);
      }
      error(node.place,
            fmt::format("the measure \"{}\" needs {}, not \"{}\"", measure.name,
                        expected_of(measure), operand),
            std::move(hint));
      return false;
    }
    return check_kind_of_time(node, measure, quantity, operand) &&
           check_days(node, measure, quantity, operand);
  }

  // A time that ends within its N-th day has no length in days to be equal to.
  bool check_days(const YamlNode& node, const MeasureInReach& measure, const Quantity& quantity,
                  const std::string& operand) {
    const auto comparison = parse_comparison(node.text);
    if (!has_unit_of_days(quantity) || !comparison || !comparison->is_equality()) return true;
    error(node.place,
          fmt::format("\"{}\" cannot be equal to \"{}\": days are kept or not", measure.name,
                      operand),
          fmt::format("write \"<= {}\"", operand));
    return false;
  }

  bool check_kind_of_time(const YamlNode& node, const MeasureInReach& measure,
                          const Quantity& quantity, const std::string& operand) {
    if (!has_unit_of_days(quantity) && !needs_calendar(quantity)) return true;
    if (!measure.of_case) {
      error(node.place,
            fmt::format("\"{}\" cannot be compared with \"{}\": its value is an elapsed time",
                        measure.name, operand),
            "working time and days are told by the measures of a case");
      return false;
    }
    if (needs_calendar(quantity) && !measure.has_calendar) {
      error(node.place, fmt::format("\"{}\" needs a calendar", operand),
            "give the case of this measure \"calendar:\"");
      return false;
    }
    return true;
  }

  const MeasureInReach* find_measure(const std::string& name) const {
    const auto found = std::find_if(scope_.measures.begin(), scope_.measures.end(),
                                    [&](const auto& measure) { return measure.name == name; });
    return found == scope_.measures.end() ? nullptr : &*found;
  }

  void warn_of_measure_elsewhere(const YamlEntry& entry) {
    if (!contains(scope_.measures_elsewhere, entry.key)) return;
    diagnostics_.warning(entry.place,
                         fmt::format("the measure \"{}\" is not {}: a field of that name is tested",
                                     entry.key, scope_.elsewhere));
  }

  void error(Place place, std::string message, std::string hint = {}) {
    failed_ = true;
    ++errors_;
    diagnostics_.error(place, std::move(message), std::move(hint));
  }

  const ConditionScope& scope_;
  Diagnostics& diagnostics_;
  bool failed_ = false;
  int errors_ = 0;
};

}  // namespace

std::optional<Condition> load_condition(const YamlNode& node, const ConditionScope& scope,
                                        Diagnostics& diagnostics) {
  Loader loader(scope, diagnostics);
  Condition condition = loader.condition(node, true);
  if (loader.failed()) return std::nullopt;
  return condition;
}

}  // namespace charterd::config
