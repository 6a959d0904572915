// One promise on the customers' page.
#pragma once

#include "daemon/page_data.h"
#include "daemon/page_goal.h"
#include "daemon/page_verdict.h"

namespace charterd::daemon {

/// What the page's template says of a target. Nothing of its owner, evidence and parts is in it,
/// nor anything that fewer than kFewestShown outcomes say.
PageData public_target(const rules::Figures& figures, const rules::TargetFigures& target,
                       const PageLocale& locale);

/// Adds `standing`, one of kept, close, missed and none, and the same name as true; and `word`.
void add_verdict(PageData& data, const PublicVerdict& verdict, const PageWords& words);

}  // namespace charterd::daemon
