// Every figure as text, so that two engines can be compared to the last bit.
#pragma once

#include <string>

#include "rules/figures.h"

namespace charterd::slow {

/// One line for each figure, doubles in full.
std::string dump(const rules::Figures& figures);

}  // namespace charterd::slow
