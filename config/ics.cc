#include "config/ics.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "config/ics_event.h"
#include "config/ics_lines.h"
#include "config/ics_values.h"
#include "config/text_file.h"

namespace charterd::config {
namespace {

using std::chrono::days;

// A rule that never comes true costs up to half a second; a country's holidays are a few dozen.
constexpr int kMostRules = 500;
// That all events together may name, each time they do: many times what a century has.
constexpr std::int64_t kMostDays = 1'000'000;

/// The days between two years, marked or not. Counts every marking against a budget.
class MarkedDays {
 public:
  MarkedDays(int first_year, int last_year)
      : first_(std::chrono::year{first_year} / std::chrono::January / 1),
        end_(Day{std::chrono::year{last_year + 1} / std::chrono::January / 1}),
        marked_(static_cast<std::size_t>(std::max(end_ - first_, days{0}).count())) {}

  Day end() const { return end_; }

  /// False when there were too many in all.
  bool mark(Day from, std::int64_t length) {
    const Day to = std::min(end_, from + days{length});
    from = std::max(from, first_);
    budget_ -= std::max<std::int64_t>((to - from).count(), 1);
    if (budget_ < 0) return false;
    for (; from < to; from += days{1})
      marked_[static_cast<std::size_t>((from - first_).count())] = true;
    return true;
  }

  std::vector<Day> take() const {
    std::vector<Day> result;
    for (std::size_t i = 0; i < marked_.size(); ++i) {
      if (marked_[i]) result.push_back(first_ + days{static_cast<std::int64_t>(i)});
    }
    return result;
  }

 private:
  Day first_, end_;
  std::vector<bool> marked_;
  std::int64_t budget_ = kMostDays;
};

/// Turns events into days, once all events are known.
class Expansion {
 public:
  Expansion(MarkedDays& marked, Diagnostics& diagnostics)
      : days_(marked), diagnostics_(diagnostics) {}

  void expand(const std::vector<IcsHoliday>& holidays) {
    for (const IcsHoliday& holiday : holidays) {
      if (holiday.moved_from) moved_[holiday.uid].insert(*holiday.moved_from);
    }
    for (const IcsHoliday& holiday : holidays) {
      if (holiday.is_off() && !expand(holiday)) {
        diagnostics_.error(holiday.place,
                           fmt::format("the events name more than {} days", kMostDays),
                           "is a rule or an end date of this event or one before it wrong?");
        return;
      }
    }
  }

 private:
  // False when the days are too many.
  bool expand(const IcsHoliday& holiday) {
    if (holiday.start >= days_.end()) return true;
    bool fits = mark(holiday, holiday.start);
    for (const Day day : holiday.more) fits = fits && mark(holiday, day);
    if (!fits || !holiday.rule) return fits;
    if (++rules_ > kMostRules) {
      if (rules_ == kMostRules + 1) {
        diagnostics_.error(holiday.rule->place(),
                           fmt::format("more than {} events repeat", kMostRules));
      }
      return true;
    }
    return repeat(holiday);
  }

  bool repeat(const IcsHoliday& holiday) {
    bool fits = true;
    std::optional<Day> first;
    const auto repeated = repeat_ics_rule(holiday.rule->text, holiday.start, [&](Day day) {
      if (!first) first = day;
      if (day >= days_.end()) return false;
      return fits = mark(holiday, day);
    });
    if (!repeated) {
      diagnostics_.error(holiday.rule->place(), "RRULE cannot be read: " + repeated.error());
    } else if (first != holiday.start) {
      diagnostics_.warning(holiday.rule->place(),
                           "the event's own DTSTART is no day of its rule; it counts as well");
    }
    return fits;
  }

  bool mark(const IcsHoliday& holiday, Day day) {
    if (holiday.except.contains(day)) return days_.mark(day, 0);
    const auto moved = moved_.find(holiday.uid);
    if (!holiday.moved_from && moved != moved_.end() && moved->second.contains(day)) {
      return days_.mark(day, 0);
    }
    return days_.mark(day, holiday.length);
  }

  MarkedDays& days_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::set<Day>> moved_;  // by UID
  int rules_ = 0;
};

}  // namespace

tl::expected<IcsHolidays, std::vector<Diagnostic>> parse_ics_holidays(std::string_view text,
                                                                      const std::string& file,
                                                                      int first_year,
                                                                      int last_year) {
  Diagnostics diagnostics(file, text);
  const std::vector<IcsEvent> events = read_ics_events(text, diagnostics);
  const std::vector<IcsHoliday> holidays = read_ics_holidays(events, diagnostics);
  MarkedDays marked(first_year, last_year);
  Expansion(marked, diagnostics).expand(holidays);
  if (diagnostics.has_errors()) return tl::unexpected(diagnostics.take());
  IcsHolidays result{marked.take(), {}};
  if (result.days.empty()) {
    diagnostics.warning(
        {}, fmt::format("the file has no holidays between {} and {}", first_year, last_year));
  }
  result.warnings = diagnostics.take();
  return result;
}

tl::expected<IcsHolidays, std::vector<Diagnostic>> load_ics_holidays(
    const std::filesystem::path& file, int first_year, int last_year) {
  const auto text = read_text_file(file);
  if (!text) {
    Diagnostics diagnostics(file.string(), {});
    diagnostics.error({}, "cannot read the holidays: " + text.error());
    return tl::unexpected(diagnostics.take());
  }
  return parse_ics_holidays(*text, file.string(), first_year, last_year);
}

}  // namespace charterd::config
