// What `check` prints of the scorecard.
#pragma once

#include <string>

#include "config/scorecard.h"
#include "daemon/text_table.h"

namespace charterd::daemon {

/// A row for each target with its five grades; below it what is doubtful or missing and why, for
/// the targets and for the document.
std::string scorecard_text(const config::Scorecard& scorecard, const Look& look);

/// "fine", "1 warning", "2 errors, 3 warnings".
std::string verdict_text(int errors, int warnings);

}  // namespace charterd::daemon
