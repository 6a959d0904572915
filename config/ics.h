// Holidays from an iCalendar (.ics) file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "config/diagnostic.h"
#include "config/instant.h"

namespace charterd::config {

struct IcsHolidays {
  std::vector<Day> days;             ///< by rising date, each once
  std::vector<Diagnostic> warnings;  ///< what was not taken as a holiday, by rising line
};

/// The days of all whole-day events, in local dates from the first of `first_year` to the last of
/// `last_year`, both included: with their rules (RRULE, RDATE), exceptions (EXDATE), moved days
/// (RECURRENCE-ID) and length (DTEND, excluded, or DURATION); cancelled events give none.
/// Events with a time of day are not read and give a warning: half a day off is no holiday.
/// What cannot be read, or repeats beyond all measure, is an error; all errors are found at once.
/// The messages hold nothing of an event's texts. Any thread may call it.
tl::expected<IcsHolidays, std::vector<Diagnostic>> parse_ics_holidays(std::string_view text,
                                                                      const std::string& file,
                                                                      int first_year,
                                                                      int last_year);

/// The same for a file; one that cannot be read is an error without a line.
tl::expected<IcsHolidays, std::vector<Diagnostic>> load_ics_holidays(
    const std::filesystem::path& file, int first_year, int last_year);

}  // namespace charterd::config
