// One target in the manager's document.
#pragma once

#include "daemon/page_data.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// Figures, interval, trend, parts in the order of the series, open cases. `period`: of a finished
/// period.
PageData document_target(const rules::Figures& figures, const rules::TargetFigures& target,
                         bool period);

/// "2026-10: 83.1%, after 85.0% in 2026-09: worse."; "" where there are not two months.
std::string trend_text(const rules::TargetFigures& target);

/// In the language that the charter names first, else any.
std::string document_text(const config::Charter& charter, const config::Text& text);

}  // namespace charterd::daemon
