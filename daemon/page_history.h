// The small picture of a year: a dot for each month, and a dashed line for what was promised.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace charterd::daemon {

struct HistoryPoint {
  double value = 0;
  bool kept = true;
};

/// The shapes of an SVG whose viewBox is "0 0 260 64", for its style sheet to colour: months from
/// left to right, nullopt leaves a gap. A month that was not kept is a hollow dot. Only numbers are
/// in it: nothing to escape. "" with fewer than two months.
std::string history_shapes(const std::vector<std::optional<HistoryPoint>>& months,
                           std::optional<double> promised);

}  // namespace charterd::daemon
