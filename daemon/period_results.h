// A finished period's results as Markdown, HTML, CSV or JSON.
#pragma once

#include <optional>
#include <string>

#include "daemon/options.h"
#include "rules/figures.h"

namespace charterd::daemon {

struct PeriodResults {
  rules::Figures figures;  ///< of Engine::period()
  Period period;
  Day first_day{};  ///< of which the state knows anything
};

/// Each says which charter's goals the period is judged by. A table is written as Markdown.
std::string render(const PeriodResults& results, OutputFormat format);

}  // namespace charterd::daemon
