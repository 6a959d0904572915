// Which sources tell of which cases, and so how late their events may come.
#pragma once

#include <vector>

#include "collectors/vocabulary.h"
#include "config/settings.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// For each of Plan::cases the longest `arrives_within` of the sources that may give events of it:
/// nobody is late before these could have said so. `vocabulary`: that of the plan.
std::vector<Duration> case_delays(const config::Settings& settings, const rules::Plan& plan,
                                  const collectors::Vocabulary& vocabulary);

}  // namespace charterd::daemon
