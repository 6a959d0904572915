// Exact decimal numbers: sums of them do not depend on the order of addition.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace charterd {

/// A decimal number in millionths: 12.5 is 12'500'000. Durations as Fixed are seconds, so that
/// one Fixed unit is one microsecond.
using Fixed = std::int64_t;

inline constexpr Fixed kFixedOne = 1'000'000;

/// A positive fraction by which a number is multiplied while it is read (minutes: 60/1).
struct Scale {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

/// Reads a decimal number: optional sign, digits with at most one `decimal_point`, optional
/// exponent (`-12`, `3.25`, `.5`, `1e3`). Multiplies by `scale` and rounds half away from zero to
/// millionths. White space around it is allowed, nothing else is.
/// nullopt when the text is not such a number or the result does not fit (|x| < 9.2e12).
std::optional<Fixed> parse_fixed(std::string_view text, Scale scale = {}, char decimal_point = '.');

/// The shortest decimal text of a Fixed: "12.5", "-3", "0.000001".
std::string format_fixed(Fixed value);

inline double to_double(Fixed value) { return static_cast<double>(value) / kFixedOne; }

}  // namespace charterd
