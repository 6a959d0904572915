// The interval beside every share.
#pragma once

#include "rules/cells.h"

namespace charterd::rules {

struct Interval {
  double low = 0, high = 1;
};

/// The 95% Wilson score interval of a ratio seen in `n` outcomes (E. B. Wilson, "Probable
/// inference, the law of succession, and statistical inference", 1927; z = 1.959963984540054). n >
/// 0 need not be whole.
Interval wilson(double ratio, double n);

/// How many outcomes of equal weight say as much: the number of outcomes, or for weights
/// (sum of w)^2 / (sum of w^2) (Kish's effective sample size).
double effective_count(const Sums& sums);

}  // namespace charterd::rules
