// The order of the manager's documents.
#pragma once

#include "rules/figures.h"

namespace charterd::daemon {

/// The targets by their verdict: missed, at risk, no data, on track, met, not judged; within a
/// target the totals, then the parts of each label, the worst first, those of `previous` last. What
/// is alike stays in its order.
rules::Figures worst_first(rules::Figures figures);

}  // namespace charterd::daemon
