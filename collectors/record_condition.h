// A mapping's `when:`, asked of a record's source fields.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/record_format.h"
#include "config/condition.h"
#include "config/fixed.h"

namespace charterd::collectors {

class RecordCondition {
 public:
  /// Adds the fields that it needs to `slots`. Throws std::invalid_argument for a test that a
  /// record cannot answer.
  RecordCondition(const config::Condition& condition, char decimal_point, SlotNames& slots);

  bool holds(const SlotValues& slots) const;

 private:
  struct Test {
    Slot slot = 0;
    config::Test::Kind kind = config::Test::Kind::any_of;
    std::vector<std::string> texts;
    std::optional<Fixed> number;  // the operand
  };
  struct Map {
    std::vector<Test> all_of;
    std::vector<RecordCondition> none_of;
  };

  static Test compile(const config::Test& test, SlotNames& slots);
  bool holds(const Test& test, std::string_view value) const;
  bool holds(const Map& map, const SlotValues& slots) const;

  char decimal_point_;
  std::vector<Map> any_of_;
};

}  // namespace charterd::collectors
