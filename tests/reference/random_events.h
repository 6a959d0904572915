// Events under a charter, at the instants where figures change, in an order of arrival.
#pragma once

#include <vector>

#include "config/charter.h"
#include "tests/reference/dice.h"
#include "tests/reference/scenario.h"

namespace charterd::slow {

/// In 2026, near a change of the zone's clock where there is one. The charter has a case.
std::vector<Arrival> random_arrivals(Dice& dice, const config::Charter& charter);

}  // namespace charterd::slow
