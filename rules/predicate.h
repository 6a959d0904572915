// Conditions compiled to numbers, and what they are asked of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/event.h"
#include "config/charter.h"
#include "config/condition.h"
#include "rules/value_reader.h"

namespace charterd::rules {

/// What a condition may look at: an event, and the value that was already read from it.
struct Facts {
  const collectors::Event& event;
  std::optional<std::uint16_t> measure = std::nullopt;  ///< whose value is `value`
  Fixed value = 0;
};

/// Immutable; may be asked from any thread. Asking allocates nothing.
class Predicate {
 public:
  /// Adds the event types and fields that `condition` names to `vocabulary`.
  static Predicate compile(const config::Condition& condition, const config::Charter& charter,
                           collectors::Vocabulary& vocabulary);

  bool holds(const Facts& facts) const;

 private:
  struct Test {
    config::Test::Subject subject;
    config::Test::Kind kind;
    collectors::FieldId field = 0;
    ValueReader reader;                          // of a measure
    std::vector<collectors::EventTypeId> types;  // of an event
    std::vector<std::string> texts;
    std::optional<Fixed> number;  // a comparison's operand

    bool holds(const Facts& facts) const;
    bool event_holds(const Facts& facts) const;
    bool measure_holds(const Facts& facts) const;
    bool field_holds(const collectors::FieldValue& value) const;
  };
  struct Map {
    std::vector<Test> all_of;
    std::vector<Predicate> none_of;
  };
  static Test compile_test(const config::Test& test, const config::Charter& charter,
                           collectors::Vocabulary& vocabulary);

  std::vector<Map> any_of_;
};

}  // namespace charterd::rules
