// The parts of a target's report that only metrics show, and what all parts of a report share.
#pragma once

#include <vector>

#include "rules/report.h"

namespace charterd::rules {

/// The values of TargetPlan::by[label] that have a series: listed ones always, others when seen.
std::vector<LabelIndex> shown_values(const ReportInput& input, std::size_t label);
Part part_name(const ReportInput& input, PartRef part);

/// The goal's window as of `now`.
Span window_span(const ReportInput& input, Instant now, bool previous);
Sums window_sums(const ReportInput& input, PartRef part, Instant now, bool previous);

/// Adds short windows, months and decisions. `now` has been held at the target's end.
void add_metrics(const ReportInput& input, Instant now, TargetFigures& figures);
/// Adds the figures of the month of `last` and of the twelve before it, where there are any.
void add_months(const ReportInput& input, Day last, TargetFigures& figures);

}  // namespace charterd::rules
