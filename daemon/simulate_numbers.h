// The numbers of simulated events: waits, amounts and scores that suit the targets' limits.
#pragma once

#include <optional>
#include <string>

#include "config/charter.h"
#include "daemon/simulate_model.h"
#include "daemon/simulate_wishes.h"

namespace charterd::daemon {

/// The measure's value; it has a value field.
Number value_of(const config::Charter& charter, const config::Measure& measure,
                const Wishes& wishes);

/// How the improvements among the targets on a measure or a case's measure move its figure.
std::optional<Trend> trend_of(const config::Charter& charter, const std::string& measure);

/// The measure's weight; it has a weight field.
Number weight_of(const config::Measure& measure);

/// A field that a condition compares with a number.
Number compared_field(const Wish& wish);

/// True for a comparison with a number that needs a field of numbers.
bool compares_numbers(const config::Test& test);

}  // namespace charterd::daemon
