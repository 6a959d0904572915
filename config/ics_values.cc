#include "config/ics_values.h"

#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <libical/ical.h>

namespace charterd::config {
namespace {

// Thousands of dates fit; the library's time grows with the square of a line's length.
constexpr std::size_t kLongestLine = 64 << 10;

// The properties that one line gives: a list of dates is several.
class Properties {
 public:
  static tl::expected<Properties, std::string> read(const std::string& line, const char* expected) {
    if (line.size() > kLongestLine) {
      return tl::unexpected(fmt::format("the line is longer than {} KiB", kLongestLine >> 10));
    }
    // The library reads a C string, which a zero byte would end early.
    if (line.find('\0') != std::string::npos) return tl::unexpected(std::string(expected));
    icalerror_set_errors_are_fatal(0);  // or else bad input may end the program
    const std::string event = "BEGIN:VEVENT\r\n" + line + "\r\nEND:VEVENT\r\n";
    Properties properties(icalparser_parse_string(event.c_str()));
    icalcomponent* component = properties.component_.get();
    if (component == nullptr || icalcomponent_count_errors(component) > 0 ||
        icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY) == nullptr) {
      return tl::unexpected(std::string(expected));
    }
    return properties;
  }

  /// Calls `each` with every value; all are of one event.
  template <class Each>
  void for_each(Each each) const {
    icalcomponent* component = component_.get();
    for (auto* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);
         property != nullptr;
         property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
      if (const icalvalue* value = icalproperty_get_value(property)) each(value);
    }
  }

  /// The first value, if it is of that kind; as long as this object lives.
  const icalvalue* first(icalvalue_kind kind) const {
    auto* property = icalcomponent_get_first_property(component_.get(), ICAL_ANY_PROPERTY);
    const icalvalue* value = icalproperty_get_value(property);
    return value != nullptr && icalvalue_isa(value) == kind ? value : nullptr;
  }

 private:
  explicit Properties(icalcomponent* component) : component_(component, icalcomponent_free) {}
  std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)> component_;
};

std::optional<Day> to_day(const icaltimetype& time) {
  if (time.year < 1 || time.year > 9999 || time.month < 1 || time.day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{time.year},
                                         std::chrono::month{static_cast<unsigned>(time.month)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

icaltimetype to_ical(Day day) {
  const std::chrono::year_month_day date{day};
  icaltimetype time = icaltime_null_time();  // null_date() has an hour of -1, the day before
  time.is_date = 1;
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time;
}

// Rules for days that speak of times of day make no sense, and those that never come true would
// keep the library busy second by second for centuries.
bool is_by_days(const icalrecurrencetype& rule) {
  const bool by_days = rule.freq == ICAL_DAILY_RECURRENCE || rule.freq == ICAL_WEEKLY_RECURRENCE ||
                       rule.freq == ICAL_MONTHLY_RECURRENCE || rule.freq == ICAL_YEARLY_RECURRENCE;
  return by_days && rule.by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX &&
         rule.by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
         rule.by_second[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

}  // namespace

tl::expected<IcsDates, std::string> read_ics_dates(const std::string& line) {
  constexpr const char* kExpected = "expected a date such as 20261224";
  const auto properties = Properties::read(line, kExpected);
  if (!properties) return tl::unexpected(properties.error());
  IcsDates dates;
  bool all_exist = true;
  properties->for_each([&](const icalvalue* value) {
    if (icalvalue_isa(value) != ICAL_DATE_VALUE) {
      dates.has_times = true;
    } else if (const auto day = to_day(icalvalue_get_date(value))) {
      dates.days.push_back(*day);
    } else {
      all_exist = false;
    }
  });
  if (!all_exist) return tl::unexpected<std::string>("there is no such date");
  return dates;
}

tl::expected<std::int64_t, std::string> read_ics_days(const std::string& line) {
  constexpr const char* kExpected = "expected whole days such as P1D or P2W";
  const auto properties = Properties::read(line, kExpected);
  if (!properties) return tl::unexpected(properties.error());
  const icalvalue* value = properties->first(ICAL_DURATION_VALUE);
  if (value == nullptr) return tl::unexpected<std::string>(kExpected);
  const icaldurationtype length = icalvalue_get_duration(value);
  const std::int64_t days = std::int64_t{length.days} + std::int64_t{length.weeks} * 7;
  if (length.is_neg != 0 || days == 0 || length.hours != 0 || length.minutes != 0 ||
      length.seconds != 0) {
    return tl::unexpected<std::string>(kExpected);
  }
  return days;
}

tl::expected<void, std::string> repeat_ics_rule(const std::string& line, Day start,
                                                const std::function<bool(Day)>& each) {
  const auto properties = Properties::read(line, "expected a rule such as FREQ=YEARLY");
  if (!properties) return tl::unexpected(properties.error());
  const icalvalue* value = properties->first(ICAL_RECUR_VALUE);
  if (value == nullptr) return tl::unexpected<std::string>("expected a rule such as FREQ=YEARLY");
  const icalrecurrencetype rule = icalvalue_get_recur(value);
  if (!is_by_days(rule)) {
    return tl::unexpected<std::string>("whole days repeat DAILY, WEEKLY, MONTHLY or YEARLY");
  }
  const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> days(
      icalrecur_iterator_new(rule, to_ical(start)), icalrecur_iterator_free);
  if (!days) return tl::unexpected<std::string>("the rule never comes true");
  while (const auto day = to_day(icalrecur_iterator_next(days.get()))) {
    if (!each(*day)) break;
  }
  return {};
}

}  // namespace charterd::config
