// A target's figures, counted anew from all of its outcomes.
#pragma once

#include <string>
#include <vector>

#include "rules/figures.h"
#include "tests/reference/slow_outcomes.h"

namespace charterd::slow {

/// The target's figures for `part` in the current and, of calendar windows, the previous window.
/// The percentile is exact, `sum` there is for every statistic. Goals are shares and statistics
/// with a limit: no improvements, no gaps, no weights.
std::vector<rules::WindowFigure> figures(const config::Target& target,
                                         const config::Charter& charter,
                                         const std::vector<Outcome>& outcomes,
                                         const rules::Part& part, Instant now);

/// The total, then each label's listed values, then what else the outcomes have.
std::vector<rules::Part> parts(const config::Target& target, const config::Charter& charter,
                               const std::vector<Outcome>& outcomes);

}  // namespace charterd::slow
