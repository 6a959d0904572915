// The small language of a condition's values: "<= 20s", present, by due.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/condition.h"

namespace charterd::config {

/// What a text says as the value of a condition.
struct Comparison {
  Test::Kind kind = Test::Kind::any_of;  ///< any_of: the text is no comparison but a plain text
  std::string operand;                   ///< without blanks around it; empty for present and absent

  bool is_order() const { return kind >= Test::Kind::less && kind <= Test::Kind::greater_equal; }
  bool has_operator() const { return is_order() || is_equality(); }
  bool is_equality() const { return kind == Test::Kind::equal || kind == Test::Kind::not_equal; }
};

struct ComparisonError {
  std::string message;
  std::string hint;
};

/// Reads `<= < >= > = == !=` with an operand, `present`, `absent`; all else is a plain text, whose
/// operand is the text as it stands. An operator without operand and `=>` and the like are errors.
tl::expected<Comparison, ComparisonError> parse_comparison(std::string_view text);

}  // namespace charterd::config
