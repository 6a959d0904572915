// Goals relative to a baseline, reached along a straight path by a deadline (section 4.9).
#pragma once

#include <optional>

#include "config/charter.h"
#include "rules/figures.h"

namespace charterd::rules {

/// G = B(1 - P) or B - N for `reduced`, with a plus for `raised`.
double improved(const config::Goal& goal, double baseline);

/// Where the straight path from the baseline's end (or `start:`) to the deadline is at `t`, from
/// `baseline` to `goal`; flat before and after.
double path_at(const config::Target& target, double baseline, double goal, Instant t);

/// Whether the baseline's period is over, so that the goal is known.
bool baseline_known(const config::Baseline& baseline, Instant t);

/// At or past the goal: met, else at or past the path: on_track, else at_risk; from the deadline
/// on met or missed.
Status judge_improvement(const config::Target& target, double value, double baseline, Instant t);

}  // namespace charterd::rules
