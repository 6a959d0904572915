// Figures of tests/page/charter.yml, made by hand: what the pages say of them is the test.
#pragma once

#include "rules/figures.h"

namespace charterd::page_test {

/// As of 2026-10-31 22:05:43 in Prague.
rules::Figures sample_figures();

/// The figures of one target.
rules::TargetFigures& figures_of(rules::Figures& figures, const std::string& id);

}  // namespace charterd::page_test
