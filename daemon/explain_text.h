// What is behind a figure, as a table.
#pragma once

#include <string>
#include <vector>

#include "daemon/text_table.h"
#include "rules/explain.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// Borrows all of it.
struct ExplainedFigure {
  const rules::Figures& figures;
  const rules::TargetFigures& target;
  const rules::WindowFigure& figure;
  const std::vector<rules::Explanation>& found;
  const std::vector<std::string>& places;  ///< of each that was found: file and line
};

std::string explain_text(const ExplainedFigure& explained, const Look& look);

}  // namespace charterd::daemon
