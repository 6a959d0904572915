#include "config/ics_event.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/ics_values.h"

namespace charterd::config {
namespace {

constexpr int kMostTimedWarnings = 20;

/// Reads one event.
class EventReader {
 public:
  EventReader(const IcsEvent& event, Diagnostics& diagnostics)
      : event_(event), diagnostics_(diagnostics) {}

  std::optional<IcsHoliday> read() {
    IcsHoliday holiday;
    holiday.place = event_.place();
    if (const IcsLine* uid = only("UID")) holiday.uid = uid->value();
    if (const IcsLine* status = only("STATUS")) holiday.cancelled = status->value() == "CANCELLED";
    if (const IcsLine* moved = only("RECURRENCE-ID")) holiday.moved_from = read_moved(*moved);
    const IcsLine* start = only("DTSTART");
    if (start == nullptr) {
      diagnostics_.error(event_.place(), "the event has no DTSTART");
      return std::nullopt;
    }
    const auto dates = read_dates(*start);
    if (!dates) return std::nullopt;
    holiday.timed = dates->has_times;
    if (holiday.timed) {
      holiday.place = start->place();
    } else {
      holiday.start = dates->days.front();
      holiday.length = read_length(holiday.start);
      read_repetition(holiday);
    }
    if (failed_) return std::nullopt;
    return holiday;
  }

 private:
  // The line of that name; nullptr when there is none. More than one is an error.
  const IcsLine* only(std::string_view name) {
    const IcsLine* found = nullptr;
    for (const IcsLine& line : event_.lines) {
      if (line.name != name) continue;
      if (found != nullptr) fail(line, fmt::format("the event has a second {}", name));
      found = &line;
    }
    return found;
  }

  std::optional<IcsDates> read_dates(const IcsLine& line) {
    auto dates = read_ics_dates(line.text);
    if (dates) return std::move(*dates);
    fail(line, fmt::format("{} cannot be read: {}", line.name, dates.error()));
    return std::nullopt;
  }

  std::optional<Day> read_moved(const IcsLine& line) {
    const auto dates = read_dates(line);
    if (!dates) return std::nullopt;
    if (dates->days.empty() || line.text.find("THISANDFUTURE") < line.text.find(':')) {
      diagnostics_.warning(line.place(), "only a single whole day can be moved",
                           "the day that this event was moved from remains a holiday");
      return std::nullopt;
    }
    return dates->days.front();
  }

  std::int64_t read_length(Day start) {
    const IcsLine* end = only("DTEND");
    const IcsLine* duration = only("DURATION");
    if (end != nullptr && duration != nullptr) {
      fail(*duration, "the event has DTEND and DURATION; expected one of them");
    } else if (end != nullptr) {
      return read_end(*end, start);
    } else if (duration != nullptr) {
      const auto length = read_ics_days(duration->text);
      if (length) return *length;
      fail(*duration, "DURATION cannot be read: " + length.error());
    }
    return 1;
  }

  std::int64_t read_end(const IcsLine& line, Day start) {
    const auto dates = read_dates(line);
    if (!dates) return 1;
    if (dates->has_times) {
      fail(line, "DTEND has a time of day, DTSTART has none");
      return 1;
    }
    const std::int64_t length = (dates->days.front() - start).count();
    if (length < 0) fail(line, "the event ends before it begins");
    // The end is excluded, so a day cannot end on itself; many programs write that all the same.
    return std::max<std::int64_t>(length, 1);
  }

  void read_repetition(IcsHoliday& holiday) {
    if (const IcsLine* rule = only("RRULE")) holiday.rule = *rule;
    for (const IcsLine& line : event_.lines) {
      if (line.name == "EXRULE") diagnostics_.warning(line.place(), "EXRULE is not read");
      if (line.name != "RDATE" && line.name != "EXDATE") continue;
      const auto dates = read_dates(line);
      if (!dates) continue;
      if (dates->has_times) {
        diagnostics_.warning(line.place(),
                             fmt::format("{} names times of day, which are not read", line.name));
      }
      if (line.name == "EXDATE") holiday.except.insert(dates->days.begin(), dates->days.end());
      if (line.name == "RDATE") {
        holiday.more.insert(holiday.more.end(), dates->days.begin(), dates->days.end());
      }
    }
  }

  void fail(const IcsLine& line, std::string message) {
    diagnostics_.error(line.place(), std::move(message));
    failed_ = true;
  }

  const IcsEvent& event_;
  Diagnostics& diagnostics_;
  bool failed_ = false;
};

void warn_of_timed(const std::vector<IcsHoliday>& holidays, Diagnostics& diagnostics) {
  int timed = 0;
  Place last;
  for (const IcsHoliday& holiday : holidays) {
    if (!holiday.timed || holiday.cancelled) continue;
    last = holiday.place;
    if (++timed > kMostTimedWarnings) continue;
    diagnostics.warning(holiday.place, "the event has a time of day and is not read",
                        "only whole days are holidays: DTSTART;VALUE=DATE:20261224");
  }
  if (timed > kMostTimedWarnings) {
    diagnostics.warning(last, fmt::format("{} more events before this one have a time of day",
                                          timed - kMostTimedWarnings));
  }
}

}  // namespace

std::vector<IcsHoliday> read_ics_holidays(const std::vector<IcsEvent>& events,
                                          Diagnostics& diagnostics) {
  std::vector<IcsHoliday> holidays;
  for (const IcsEvent& event : events) {
    if (auto holiday = EventReader(event, diagnostics).read()) {
      holidays.push_back(std::move(*holiday));
    }
  }
  warn_of_timed(holidays, diagnostics);
  return holidays;
}

}  // namespace charterd::config
