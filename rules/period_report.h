// One target's figures in a period that is over, asked of its book.
#pragma once

#include <cstddef>
#include <optional>

#include "rules/report.h"
#include "rules/tally.h"

namespace charterd::rules {

/// Each part's figure of the outcomes in the local days `days`, which end at or before
/// ReportInput::now, judged by the goal as it is now: what `previous` says of a calendar window of
/// those days. The book keeps days.
/// Nothing is judged (WindowFigure::judged) where the goal is one for another length of time: a
/// count or a sum, unless the days are one of the target's own calendar windows; nor of an
/// improvement, unless its deadline lies in the period or at its end. That verdict is the final
/// one, of the window that ends at the deadline.
TargetFigures period_report(const ReportInput& input, const DaySpan& days);

/// The first day of which anything is counted; nullopt: none is. Days before 1970 are left out.
std::optional<Day> first_day_of(const Book& book);
/// Of any of so many targets.
std::optional<Day> first_day_of(const Tally& tally, std::size_t targets);

}  // namespace charterd::rules
