// YAML nodes as conditions and event selectors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/charter.h"
#include "config/condition.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// A measure that a condition's key may name.
struct MeasureInReach {
  std::string name;
  BaseUnit unit = BaseUnit::count;
  bool has_value = true;      ///< false: only shares; nothing of it can be compared
  bool of_case = false;       ///< may be compared with working and calendar days, and `by due`
  bool has_calendar = false;  ///< its case has one, as business hours and working days need
  bool has_due = false;       ///< its case has a promised instant
};

/// What the keys of a condition can mean.
struct ConditionScope {
  bool names_event = true;  ///< the key `event` is the event's type; false: a field of that name
  std::vector<MeasureInReach> measures;
  /// Names of measures that exist but are not in reach: naming one is a warning, it is a field.
  std::vector<std::string> measures_elsewhere;
  std::string_view elsewhere = "of these events";  ///< what they are not, in that warning
  /// Keys of the outermost maps that are no tests, because another reader takes them.
  std::vector<std::string> passed_over;

  /// Every key is a source field: for `when:` of the operator's file.
  static ConditionScope source_fields() {
    ConditionScope scope;
    scope.names_event = false;
    return scope;
  }
};

/// Reads a condition: a map, or a list of maps. A value is
///   - a text or a list of texts: any_of. Of a measure, one quantity: equal to it;
///   - a comparison `<= < >= > = == !=` and its operand. An order comparison needs a number or a
///     quantity; a measure's operand must fit its unit;
///   - `present` or `absent` (write `= present` for the text);
///   - `by due`, of a case's measure;
/// and the key `not` takes a condition.
/// nullopt after errors, which are in `diagnostics`.
std::optional<Condition> load_condition(const YamlNode& node, const ConditionScope& scope,
                                        Diagnostics& diagnostics);

/// Reads a name, a list of names, or {event, where}, where `where` tests fields of the event.
/// `what` names it in messages: `opens`. An empty selector after errors.
EventSelector load_event_selector(const YamlNode& node, const std::string& what,
                                  Diagnostics& diagnostics);

}  // namespace charterd::config
