// What the charter says besides its targets, for the customers' page.
#pragma once

#include "config/charter.h"
#include "daemon/page_data.h"
#include "daemon/page_locale.h"
#include "rules/figures.h"

namespace charterd::daemon {

/// Adds rights, commitments, sections for the public, recourse, what is owed, exemptions, scope and
/// the charter's own data.
void add_charter(PageData& data, const rules::Figures& figures, const PageLocale& locale);

}  // namespace charterd::daemon
