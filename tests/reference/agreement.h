// Whether the engine and the reference agree on every figure after every event that arrives.
#pragma once

#include <optional>
#include <string>

#include "tests/reference/scenario.h"

namespace charterd::slow {

/// Where they differ first, in words: the event's number, T, the figure and both answers.
/// nullopt where they agree, and where the loader refuses the charter.
std::optional<std::string> disagreement(const Scenario& scenario);

/// What the loader says against the scenario's charter; "" when nothing.
std::string refusal(const Scenario& scenario);

}  // namespace charterd::slow
