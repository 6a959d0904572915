// Calendars written by hand, and local times in words.
#pragma once

#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/charter.h"
#include "config/zone.h"

namespace charterd::tests {

inline config::Zone zone(const std::string& name) {
  const auto found = config::Zone::find(name);
  if (!found) throw std::invalid_argument(name);
  return *found;
}

/// "2026-03-29".
inline Day day(const std::string& text) {
  int year = 0, month = 0, date = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d", &year, &month, &date) != 3) {
    throw std::invalid_argument(text);
  }
  return Day{std::chrono::year{year} / month / date};
}

/// "2026-03-29 08:30" or "2026-03-29 08:30:15" on the zone's clock; the first where it comes twice.
inline Instant local(const config::Zone& zone, const std::string& text) {
  int hour = 0, minute = 0, second = 0;
  if (text.size() < 16 ||
      std::sscanf(text.c_str() + 10, " %d:%d:%d", &hour, &minute, &second) < 2) {
    throw std::invalid_argument(text);
  }
  using namespace std::chrono;
  return zone.instant_of(LocalTime{day(text.substr(0, 10))} + hours{hour} + minutes{minute} +
                         seconds{second});
}

using Hours = std::vector<config::DaySpan>;

constexpr int clock(int hour, int minute = 0) { return hour * 60 + minute; }

inline config::Calendar every_day(const Hours& hours) {
  config::Calendar calendar;
  calendar.id = "every-day";
  calendar.week.fill(hours);
  return calendar;
}

/// Monday to Friday 08:00 to 12:00 and 13:00 to 17:00, Saturday 09:00 to 13:00.
inline config::Calendar office(std::initializer_list<const char*> holidays = {}) {
  config::Calendar calendar = every_day({{clock(8), clock(12)}, {clock(13), clock(17)}});
  calendar.id = "office";
  calendar.week[5] = {{clock(9), clock(13)}};
  calendar.week[6].clear();
  for (const char* holiday : holidays) calendar.holidays.push_back(day(holiday));
  return calendar;
}

}  // namespace charterd::tests
