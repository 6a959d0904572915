#include "rules/working_time.h"

#include <algorithm>
#include <chrono>

#include "rules/working_years.h"

namespace charterd::rules {
namespace {

static_assert(WorkingTime::kFirstYear == WorkingYears::kFirstYear);
static_assert(WorkingTime::kLastYear == WorkingYears::kLastYear);

/// Goes through working days from one that is asked for, across years.
class WorkingDays {
 public:
  /// Begins with the first day whose closing is after `t`.
  WorkingDays(const WorkingYears& years, Instant t) : years_(years), year_(years.index_of(t)) {
    const auto& days = years_[year_].days;
    const auto first = std::partition_point(days.begin(), days.end(),
                                            [&](const auto& day) { return day.closing <= t; });
    position_ = static_cast<std::size_t>(first - days.begin());
  }

  /// nullptr when there is none within reach, and from then on.
  const WorkingDay* next() {
    while (year_ < WorkingYears::kYears && barren_ < WorkingTime::kBarrenYears) {
      const auto& days = years_[year_].days;
      if (position_ < days.size()) return &days[position_++];
      barren_ = days.empty() ? barren_ + 1 : 0;
      ++year_;
      position_ = 0;
    }
    return nullptr;
  }

 private:
  const WorkingYears& years_;
  std::size_t year_;
  std::size_t position_ = 0;  // of the next day in its year
  int barren_ = 0;            // years in a row without any
};

}  // namespace

WorkingTime::WorkingTime(const config::Calendar& calendar, std::span<const Day> more_holidays,
                         config::Zone zone)
    : years_(std::make_shared<const WorkingYears>(calendar, more_holidays, zone)) {}

bool WorkingTime::is_working(Instant t) const {
  return t < years_->end() && between(t, t + Duration{1}) > Duration{};
}

bool WorkingTime::is_working_day(Day day) const {
  const auto index = WorkingYears::index_of(day);
  if (!index) return false;
  const auto& days = (*years_)[*index].days;
  const auto found = std::partition_point(days.begin(), days.end(),
                                          [&](const auto& working) { return working.day < day; });
  return found != days.end() && found->day == day;
}

Duration WorkingTime::between(Instant from, Instant to) const {
  const WorkingYears& years = *years_;
  from = std::max(from, years.begin());
  to = std::min(to, years.end());
  if (from >= to) return {};
  std::size_t year = years.index_of(from);
  const std::size_t last = years.index_of(to);
  Duration total = -years[year].worked_until(from);
  for (; year < last; ++year) total += years[year].total;
  return total + years[last].worked_until(to);
}

std::optional<Instant> WorkingTime::after(Instant from, Duration working) const {
  if (working < Duration{}) return from - Duration{1};
  const WorkingYears& years = *years_;
  from = std::max(from, years.begin());
  // No working time is longer than the calendar, and a sum with more of it might overflow.
  if (from >= years.end() || working > years.end() - from) return std::nullopt;

  std::size_t year = years.index_of(from);
  Duration left = years[year].worked_until(from) + working;
  for (int barren = 0; barren < kBarrenYears && year < WorkingYears::kYears; ++year) {
    const Duration total = years[year].total;
    if (left < total) return years[year].resumes_after(left);
    left -= total;
    barren = total == Duration{} ? barren + 1 : 0;
  }
  return std::nullopt;
}

std::optional<Instant> WorkingTime::deadline_working_days(Instant from, std::int64_t days,
                                                          std::span<const Pause> pauses) const {
  from = std::max(from, years_->begin());
  if (from >= years_->end()) return std::nullopt;
  WorkingDays working_days(*years_, from);
  const WorkingDay* day = working_days.next();  // the day on which `from` counts as come
  auto pause = pauses.begin();
  while (day != nullptr && days > 0) {
    day = working_days.next();
    if (day == nullptr) break;
    while (pause != pauses.end() && pause->to && *pause->to <= day->closing) ++pause;
    const bool paused = pause != pauses.end() && pause->contains(day->closing);
    if (paused && !pause->to) return std::nullopt;
    if (!paused) --days;
  }
  if (day == nullptr) return std::nullopt;
  return day->midnight;
}

std::optional<Instant> deadline_calendar_days(const config::Zone& zone, Instant from,
                                              std::int64_t days) {
  constexpr Day kEnd{std::chrono::year{WorkingTime::kLastYear + 1} / std::chrono::January / 1};
  Day today = zone.day_of(from);
  // Where a clock is put back over midnight, its last minutes before it come after the day began.
  if (from >= zone.start_of(today + std::chrono::days{1})) today += std::chrono::days{1};
  if (today >= kEnd || days >= (kEnd - today).count()) return std::nullopt;
  return zone.start_of(today + std::chrono::days{days + 1});
}

}  // namespace charterd::rules
