// A finished period's results as Markdown, HTML, CSV or JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/charter_changes.h"
#include "daemon/options.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// What is known of the charter in the period.
struct CharterPast {
  std::vector<CharterChange> changes;  ///< in the period
  std::vector<std::string> remarks;    ///< of judge_by()
  std::optional<Instant> known_from;   ///< of the oldest edition that is known
};

struct PeriodResults {
  rules::Figures figures;  ///< of Engine::period(), by the goals at the end of the period
  Period period;
  Day first_day{};  ///< of which the state knows anything
  CharterPast past;
};

/// Each says which charter's goals the period is judged by. A table is written as Markdown.
std::string render(const PeriodResults& results, OutputFormat format);

}  // namespace charterd::daemon
