// What the events of an iCalendar file say about holidays, one by one.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/ics_lines.h"
#include "config/instant.h"

namespace charterd::config {

/// An event as it is written. Which days it makes holidays is known when all events are.
struct IcsHoliday {
  std::string uid;
  Day start{};                    ///< unless `timed`
  std::int64_t length = 1;        ///< days, from `start` and from each of its repetitions
  std::optional<IcsLine> rule;    ///< RRULE, not read yet
  std::vector<Day> more;          ///< RDATE
  std::set<Day> except;           ///< EXDATE
  std::optional<Day> moved_from;  ///< RECURRENCE-ID: takes the place of that day of its series
  bool timed = false;             ///< has a time of day; only `moved_from` is of use then
  bool cancelled = false;
  Place place;

  bool is_off() const { return !timed && !cancelled; }
};

/// The events that can be read. Those with a time of day give a warning, those that cannot be read
/// an error.
std::vector<IcsHoliday> read_ics_holidays(const std::vector<IcsEvent>& events,
                                          Diagnostics& diagnostics);

}  // namespace charterd::config
