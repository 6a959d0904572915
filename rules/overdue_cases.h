// The cases behind a count of overdue ones, by name.
#pragma once

#include <string>
#include <vector>

#include "rules/engine.h"
#include "rules/plan.h"

namespace charterd::rules {

/// A case that is past its deadline for one target, counted as a miss, and still open.
struct OverdueCase {
  const config::Case* kind = nullptr;      ///< the charter's
  const config::Target* target = nullptr;  ///< the charter's
  std::string key;
  Instant deadline{};  ///< the earliest that has passed
  Instant opened{};
};

/// All of them as of the engine's last figures, or those it was restored with: as many for each
/// target as its figures say are overdue. By deadline; those of one deadline in the order of the
/// charter's cases, keys and targets.
std::vector<OverdueCase> overdue_cases(const Plan& plan, Engine& engine);

}  // namespace charterd::rules
