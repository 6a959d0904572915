// What simulated cases say beside their key: labels, what came of them, events that decide.
#pragma once

#include "config/charter.h"
#include "daemon/simulate_case_model.h"
#include "daemon/simulate_wishes.h"

namespace charterd::daemon {

/// Events that only conditions name: they come once, or not at all. All others must be there.
void add_events(const Wishes& wishes, CaseKind& kind);

/// The fields of the opening (labels, what decides whether a target looks at the case) and of the
/// closing (what decides whether it was kept). Those that selectors ask for have been given.
void add_fields(const config::Charter& charter, const Wishes& wishes, CaseKind& kind);

}  // namespace charterd::daemon
