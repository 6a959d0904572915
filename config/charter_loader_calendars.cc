// Working time: days of the week with their hours, and holidays.
#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/ics.h"
#include "config/text_file.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

constexpr std::array kCalendarKeys = {
    YamlKey{"hours", YamlShape::mapping, "hours such as {mon-fri: \"08:00-17:00\"}",
            YamlPresence::required},
    YamlKey{"holidays", YamlShape::texts, "a list of dates such as [\"2026-12-24\"]"},
    YamlKey{"ics", YamlShape::text, "the name of a file of holidays"},
};

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
// Of the holidays in files: events outside of them are hardly looked at.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2100;
constexpr std::string_view kDaysHint =
    "days are mon, tue, wed, thu, fri, sat, sun; mon-fri is five";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::size_t> day_of_week(std::string_view name) {
  const auto found = std::find(kDays.begin(), kDays.end(), name);
  if (found == kDays.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kDays.begin());
}

// `mon`, `mon-fri`, `sat-mon`, `tue, thu`. Empty when it is none of these.
std::vector<std::size_t> parse_days(std::string_view text) {
  std::vector<std::size_t> days;
  for (const std::string_view part : split(text, ',')) {
    const auto ends = split(part, '-');
    const auto first = day_of_week(ends.front());
    const auto last = day_of_week(ends.back());
    if (!first || !last || ends.size() > 2) return {};
    for (std::size_t day = *first;; day = (day + 1) % kDays.size()) {
      days.push_back(day);
      if (day == *last) break;
    }
  }
  return days;
}

// `08:00`, `24:00`: minutes since midnight.
std::optional<int> parse_minutes(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2) return std::nullopt;
  if (text.size() != colon + 3) return std::nullopt;
  int hours = 0;
  int minutes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (!is_digit(text[i])) return std::nullopt;
    int& part = i < colon ? hours : minutes;
    part = part * 10 + (text[i] - '0');
  }
  if (minutes > 59 || hours > 24 || (hours == 24 && minutes > 0)) return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<DaySpan> parse_span(std::string_view text) {
  const auto ends = split(text, '-');
  if (ends.size() != 2) return std::nullopt;
  const auto from = parse_minutes(ends[0]);
  const auto to = parse_minutes(ends[1]);
  if (!from || !to || *from >= *to) return std::nullopt;
  return DaySpan{*from, *to};
}

std::vector<DaySpan> load_spans(const YamlNode& node, const CharterReading& reading) {
  std::vector<DaySpan> spans;
  for (const std::string_view part : split(node.text, ',')) {
    const auto span = parse_span(part);
    if (!span) {
      reading.error(node.place, fmt::format("\"{}\" is no span of hours", part),
                    "write \"08:00-12:00, 13:00-18:00\"; a day ends at 24:00");
      return {};
    }
    if (!spans.empty() && span->from < spans.back().to) {
      reading.error(node.place, "the hours of a day must follow each other",
                    "write \"08:00-12:00, 13:00-18:00\"");
      return {};
    }
    spans.push_back(*span);
  }
  return spans;
}

void load_hours(const YamlNode& hours, Calendar& calendar, const CharterReading& reading) {
  if (hours.entries.empty()) {
    reading.error(hours.place, "\"hours\" is an empty mapping", std::string(kDaysHint));
  }
  std::array<bool, kDays.size()> seen{};
  for (const YamlEntry& entry : hours.entries) {
    const std::vector<std::size_t> days = parse_days(entry.key);
    if (days.empty()) {
      reading.error(entry.place, fmt::format("\"{}\" is no day", entry.key),
                    std::string(kDaysHint));
    }
    if (!check_shape(entry.value, YamlShape::text, entry.key, "hours such as \"08:00-17:00\"",
                     reading.diagnostics) ||
        !entry.value.is_scalar()) {
      continue;
    }
    const std::vector<DaySpan> spans = load_spans(entry.value, reading);
    for (const std::size_t day : days) {
      if (std::exchange(seen[day], true)) {
        reading.error(entry.place, fmt::format("the hours of {} are given twice", kDays[day]));
      }
      calendar.week[day] = spans;
    }
  }
}

void load_holidays(const YamlNode& node, Calendar& calendar, const CharterReading& reading) {
  auto& holidays = calendar.holidays;
  const auto add = [&](const YamlNode& item) {
    const auto day = read_date(item, "holidays", reading.diagnostics);
    if (!day) return;
    if (std::find(holidays.begin(), holidays.end(), *day) != holidays.end()) {
      reading.diagnostics.warning(item.place, fmt::format("{} is listed twice", item.text));
    } else {
      holidays.push_back(*day);
    }
  };
  if (node.is_scalar()) add(node);
  for (const YamlNode& item : node.items) add(item);
}

void append(const std::vector<Diagnostic>& found, const CharterReading& reading) {
  auto& others = reading.of_other_files;
  others.insert(others.end(), found.begin(), found.end());
}

// What is wrong inside the file is told at its own lines.
void load_ics(const YamlNode& node, Calendar& calendar, const CharterReading& reading) {
  if (node.text.empty()) return reading.error(node.place, "\"ics\" needs the name of a file");
  const std::filesystem::path named = reading.folder / node.text;
  std::error_code ignored;
  calendar.ics = std::filesystem::absolute(named, ignored).lexically_normal();
  const auto text = read_text_file(calendar.ics);
  if (!text) {
    return reading.error(
        node.place, fmt::format("the holidays \"{}\" cannot be read: {}", node.text, text.error()),
        "the path is relative to the charter's own file");
  }
  auto holidays =
      parse_ics_holidays(*text, named.lexically_normal().string(), kFirstYear, kLastYear);
  if (!holidays) return append(holidays.error(), reading);
  append(holidays->warnings, reading);
  calendar.holidays.insert(calendar.holidays.end(), holidays->days.begin(), holidays->days.end());
}

void sort_holidays(Calendar& calendar) {
  auto& holidays = calendar.holidays;
  std::sort(holidays.begin(), holidays.end());
  holidays.erase(std::unique(holidays.begin(), holidays.end()), holidays.end());
}

}  // namespace

void load_calendars(const YamlNode& node, const CharterReading& reading) {
  for (const YamlEntry& entry : node.entries) {
    check_id(entry, "calendar", reading);
    const YamlMapping mapping(entry.value, fmt::format("the calendar \"{}\"", entry.key),
                              kCalendarKeys, reading.diagnostics);
    Calendar calendar;
    calendar.id = entry.key;
    calendar.place = entry.place;
    if (const YamlNode* hours = mapping.find("hours")) load_hours(*hours, calendar, reading);
    if (const YamlNode* holidays = mapping.find("holidays")) {
      load_holidays(*holidays, calendar, reading);
    }
    if (const YamlNode* ics = mapping.find("ics")) load_ics(*ics, calendar, reading);
    sort_holidays(calendar);
    reading.charter.calendars.push_back(std::move(calendar));
  }
}

namespace {

constexpr YamlForm kHoursForm{YamlForm::Kind::names, {}, {}, &kTextForm};
constexpr std::array kInsides = {YamlInside{"hours", &kHoursForm}};
constexpr YamlForm kCalendarForm{YamlForm::Kind::keys, kCalendarKeys, kInsides};

}  // namespace

const YamlForm kCalendarsForm{YamlForm::Kind::ids, {}, {}, &kCalendarForm};

}  // namespace charterd::config
