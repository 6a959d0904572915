#include "config/comparison.h"

#include <array>

#include <fmt/format.h>

namespace charterd::config {
namespace {

struct Operator {
  std::string_view sign;
  Test::Kind kind;
};

// Longer signs first.
constexpr std::array kOperators = {
    Operator{"<=", Test::Kind::less_equal}, Operator{">=", Test::Kind::greater_equal},
    Operator{"==", Test::Kind::equal},      Operator{"!=", Test::Kind::not_equal},
    Operator{"<", Test::Kind::less},        Operator{">", Test::Kind::greater},
    Operator{"=", Test::Kind::equal},
};

struct Misspelling {
  std::string_view wrong, right;
};

constexpr std::array kMisspellings = {
    Misspelling{"=<", "<="}, Misspelling{"=>", ">="}, Misspelling{"<>", "!="},
    Misspelling{"≤", "<="},  Misspelling{"≥", ">="},  Misspelling{"≠", "!="},
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

}  // namespace

tl::expected<Comparison, ComparisonError> parse_comparison(std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (trimmed == "present") return Comparison{Test::Kind::present, {}};
  if (trimmed == "absent") return Comparison{Test::Kind::absent, {}};
  for (const auto& [wrong, right] : kMisspellings) {
    if (!trimmed.starts_with(wrong)) continue;
    return tl::make_unexpected(
        ComparisonError{fmt::format("\"{}\" is no comparison", wrong),
                        fmt::format("write \"{} {}\"", right, trim(trimmed.substr(wrong.size())))});
  }
  for (const auto& [sign, kind] : kOperators) {
    if (!trimmed.starts_with(sign)) continue;
    const std::string_view operand = trim(trimmed.substr(sign.size()));
    if (!operand.empty()) return Comparison{kind, std::string(operand)};
    return tl::make_unexpected(
        ComparisonError{fmt::format("nothing follows \"{}\"", sign),
                        kind == Test::Kind::not_equal ? "a field that is there is \"present\""
                        : kind == Test::Kind::equal   ? "a field that is not there is \"absent\""
                                                      : "a number or a quantity is expected"});
  }
  return Comparison{Test::Kind::any_of, std::string(text)};
}

}  // namespace charterd::config
