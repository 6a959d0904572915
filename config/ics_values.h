// Single properties of an iCalendar event, read by the library: the only door to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/instant.h"

namespace charterd::config {

/// The values of a date property.
struct IcsDates {
  std::vector<Day> days;   ///< those that are whole days
  bool has_times = false;  ///< there are others: times of day, periods
};

/// Reads a whole line of DTSTART, DTEND, RDATE, EXDATE or RECURRENCE-ID. The error says what was
/// expected, without a place.
tl::expected<IcsDates, std::string> read_ics_dates(const std::string& line);

/// Reads a whole line of DURATION: whole days, at least one.
tl::expected<std::int64_t, std::string> read_ics_days(const std::string& line);

/// Reads a whole line of RRULE and calls `each` with the days of the rule from `start` on, in
/// order, until it returns false or the rule ends (in the year 2582 at the latest). The error says
/// what is wrong with the rule, without a place.
tl::expected<void, std::string> repeat_ics_rule(const std::string& line, Day start,
                                                const std::function<bool(Day)>& each);

}  // namespace charterd::config
