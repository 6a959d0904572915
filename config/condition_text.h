// Conditions in words, for those who ask why.
#pragma once

#include <string>

#include "config/condition.h"

namespace charterd::config {

/// `queue_wait <= 20s`, `event is call.answered or call.abandoned`, `agreed is absent`.
std::string describe(const Test& test);

/// The tests of a map joined by `and`, maps by `or`.
std::string describe(const Condition& condition);

/// The test that stands at `place` in the file, wherever in the condition; nullptr for none.
const Test* find_test(const Condition& condition, Place place);

}  // namespace charterd::config
