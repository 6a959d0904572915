// The labels of simulated events: which texts they have, and how often.
#pragma once

#include <string>
#include <vector>

#include "config/charter.h"
#include "daemon/simulate_model.h"
#include "daemon/simulate_wishes.h"

namespace charterd::daemon {

/// The labels of the charter's scope, those that the targets use, and the fields that conditions
/// compare with texts; without the fields in `numbers`. `types`: the events that will carry them.
std::vector<Choice> choices_of(const config::Charter& charter, const Wishes& wishes,
                               const std::vector<std::string>& types,
                               const std::vector<std::string>& numbers);

/// Another text in place of one that a condition names: no for yes, false for true, else "other".
std::string other_than(const std::string& text);

}  // namespace charterd::daemon
