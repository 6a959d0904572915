// Conditions as the YAML files write them: maps of tests, lists of maps, not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/quantity.h"

namespace charterd::config {

/// One entry of a condition map: `queue_wait: "<= 20s"`.
struct Test {
  enum class Subject { event, measure, field };
  enum class Kind {
    any_of,  ///< the text is one of `texts`
    less,
    less_equal,
    greater,
    greater_equal,  ///< numeric; false when either is not a number
    equal,
    not_equal,  ///< numeric when both sides are numbers, else by text; false when absent
    present,
    absent,
    by_due,  ///< a case's measure ends at or before the promised instant
  };
  Subject subject = Subject::field;
  std::string name;  ///< the measure's or field's name; "event" for the event
  Kind kind = Kind::any_of;
  std::vector<std::string> texts;    ///< any_of: at least one; comparisons: the operand as written
  std::optional<Quantity> quantity;  ///< comparisons: the operand, where it reads as a quantity
  Place place;

  friend bool operator==(const Test&, const Test&) = default;
};

struct Condition;

/// A map: every test holds, and none of `none_of` (the map's `not:`).
struct ConditionMap {
  std::vector<Test> all_of;
  std::vector<Condition> none_of;
  friend bool operator==(const ConditionMap&, const ConditionMap&) = default;
};

/// A map or a list of maps: any of them holds. An empty list of maps is never written.
struct Condition {
  std::vector<ConditionMap> any_of;
  Place place;
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// Wherever a file names an event: a name, a list of names, or {event, where}.
struct EventSelector {
  std::vector<std::string> names;
  std::optional<Condition> where;
  Place place;
  bool empty() const { return names.empty(); }
  friend bool operator==(const EventSelector&, const EventSelector&) = default;
};

}  // namespace charterd::config
