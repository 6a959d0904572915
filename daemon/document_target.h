// One target in the manager's document.
#pragma once

#include "daemon/page_data.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// Figures, interval, trend, parts with the worst first, open cases. `period`: of a finished
/// period.
PageData document_target(const rules::Figures& figures, const rules::TargetFigures& target,
                         bool period);

/// In the language that the charter names first, else any.
std::string document_text(const config::Charter& charter, const config::Text& text);

}  // namespace charterd::daemon
