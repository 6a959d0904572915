#include "tests/reference/slow_time.h"

#include <algorithm>
#include <stdexcept>

namespace charterd::slow {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr days kBefore{180};
constexpr days kBehind{730};

// The parts of a local day's hours within a period of one offset.
void add_shifts(const config::Calendar& calendar, Day day, const config::OffsetPeriod& period,
                std::vector<WorkWeek::Shift>& shifts) {
  const auto holiday = std::find(calendar.holidays.begin(), calendar.holidays.end(), day);
  if (holiday != calendar.holidays.end()) return;
  const std::chrono::weekday weekday{day};
  for (const config::DaySpan& span : calendar.week[weekday.iso_encoding() - 1]) {
    const Instant midnight{LocalTime{day}.time_since_epoch() - period.offset};
    const Stretch stretch{std::max(midnight + minutes{span.from}, period.from),
                          std::min(midnight + minutes{span.to}, period.to)};
    if (stretch.from < stretch.to) shifts.push_back({stretch, day});
  }
}

// True when a pause that nobody has ended has begun by then.
bool stands_still_from(const Pauses& pauses, Instant t) {
  return !pauses.empty() && pauses.back().to == kForever && pauses.back().from <= t;
}

}  // namespace

Pauses united(std::vector<Stretch> pauses) {
  std::sort(pauses.begin(), pauses.end(),
            [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  Pauses result;
  for (const Stretch& pause : pauses) {
    if (pause.from >= pause.to) continue;
    if (!result.empty() && pause.from <= result.back().to) {
      result.back().to = std::max(result.back().to, pause.to);
    } else {
      result.push_back(pause);
    }
  }
  return result;
}

WorkWeek::WorkWeek(const config::Calendar& calendar, const config::Zone& zone, Instant around)
    : zone_(zone) {
  // Within a period of one offset the clock on the wall is UTC and that offset.
  const Instant end = around + kBehind;
  for (Instant t = around - kBefore; t < end;) {
    config::OffsetPeriod period = zone.period_of(t);
    period.from = std::max(period.from, t);
    period.to = std::min(period.to, end);
    const Day last = zone.day_of(period.to - Duration{1});
    for (Day day = zone.day_of(period.from); day <= last; day += days{1}) {
      add_shifts(calendar, day, period, shifts_);
    }
    t = period.to;
  }
}

std::optional<Instant> WorkWeek::end_of_days(Instant from, std::int64_t count,
                                             const Pauses& pauses) const {
  std::optional<Day> come;
  for (std::size_t i = 0; i < shifts_.size(); ++i) {
    const Shift& shift = shifts_[i];
    // Only the last shift of a day ends with its closing.
    if (i + 1 < shifts_.size() && shifts_[i + 1].day == shift.day) continue;
    const Instant closing = shift.time.to;
    if (closing <= from) continue;
    if (come && stands_still_from(pauses, closing)) return std::nullopt;
    if (!come) {
      come = shift.day;
    } else if (std::none_of(pauses.begin(), pauses.end(),
                            [&](const Stretch& pause) { return pause.contains(closing); })) {
      --count;
    }
    if (count == 0) return zone_.start_of(shift.day + days{1});
  }
  throw std::logic_error("the reference does not know working days so far ahead");
}

void Clock::run(const std::function<bool(const Stretch&)>& stop) const {
  if (work_ == nullptr) {
    run_without_pauses({begin_, kForever}, stop);
    return;
  }
  const auto& shifts = work_->shifts();
  auto shift = std::partition_point(shifts.begin(), shifts.end(),
                                    [&](const auto& each) { return each.time.to <= begin_; });
  for (; shift != shifts.end(); ++shift) {
    if (stands_still_from(pauses_, shift->time.from)) return;
    if (run_without_pauses({std::max(begin_, shift->time.from), shift->time.to}, stop)) return;
  }
  throw std::logic_error("the reference does not know working time so far ahead");
}

bool Clock::run_without_pauses(Stretch stretch,
                               const std::function<bool(const Stretch&)>& stop) const {
  for (const Stretch& pause : pauses_) {
    if (pause.to <= stretch.from || pause.from >= stretch.to) continue;
    if (stretch.from < pause.from && stop({stretch.from, pause.from})) return true;
    stretch.from = pause.to;
  }
  return stretch.from < stretch.to && stop(stretch);
}

Duration Clock::reads_at(Instant t) const {
  Duration total{};
  run([&](const Stretch& running) {
    if (running.from < t) total += std::min(t, running.to) - running.from;
    return running.to >= t;
  });
  return total;
}

std::optional<Instant> Clock::last_reading(Duration limit) const {
  std::optional<Instant> found;
  run([&](const Stretch& running) {
    // Strictly more: a limit that is reached at the end holds until the clock runs again.
    if (running.to - running.from > limit) found = running.from + limit;
    limit -= running.to - running.from;
    return found.has_value();
  });
  return found;
}

std::optional<Instant> Clock::first_reading(Duration limit) const {
  if (limit <= Duration{}) return begin_;
  std::optional<Instant> found;
  run([&](const Stretch& running) {
    if (running.to - running.from >= limit) found = running.from + limit;
    limit -= running.to - running.from;
    return found.has_value();
  });
  return found;
}

Instant end_of_calendar_days(const config::Zone& zone, Instant from, std::int64_t count) {
  return zone.start_of(zone.day_of(from) + days{count + 1});
}

}  // namespace charterd::slow
