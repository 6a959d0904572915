#include "rules/working_years.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace charterd::rules {
namespace {

using std::chrono::days;
using std::chrono::minutes;

Day first_day_of(std::size_t index) {
  const std::chrono::year year{WorkingYears::kFirstYear + static_cast<int>(index)};
  return Day{year / std::chrono::January / 1};
}

std::size_t weekday_index(Day day) { return std::chrono::weekday{day}.iso_encoding() - 1; }

void append(WorkingYear& year, Instant from, Instant to) {
  if (!year.stretches.empty() && year.stretches.back().to == from) {
    year.stretches.back().to = to;
  } else {
    year.stretches.push_back({from, to, year.total});
  }
  year.total += to - from;
}

}  // namespace

Duration WorkingYear::worked_until(Instant t) const {
  const auto next = std::partition_point(stretches.begin(), stretches.end(),
                                         [&](const auto& stretch) { return stretch.from <= t; });
  if (next == stretches.begin()) return {};
  const WorkingStretch& last = *std::prev(next);
  return last.before + (std::min(t, last.to) - last.from);
}

Instant WorkingYear::resumes_after(Duration worked) const {
  const auto next =
      std::partition_point(stretches.begin(), stretches.end(),
                           [&](const auto& stretch) { return stretch.before <= worked; });
  const WorkingStretch& last = *std::prev(next);
  return last.from + (worked - last.before);
}

WorkingYears::WorkingYears(const config::Calendar& calendar, std::span<const Day> more_holidays,
                           config::Zone zone)
    : week_(calendar.week), holidays_(calendar.holidays), zone_(zone) {
  holidays_.insert(holidays_.end(), more_holidays.begin(), more_holidays.end());
  std::sort(holidays_.begin(), holidays_.end());
  for (std::size_t i = 0; i < starts_.size(); ++i) starts_[i] = zone_.start_of(first_day_of(i));
}

WorkingYears::~WorkingYears() {
  for (const auto& year : made_) delete year.load(std::memory_order_relaxed);
}

const WorkingYear& WorkingYears::operator[](std::size_t index) const {
  std::atomic<const WorkingYear*>& slot = made_[index];
  if (const WorkingYear* made = slot.load(std::memory_order_acquire)) return *made;
  auto fresh = std::make_unique<const WorkingYear>(make(index));
  const WorkingYear* other = nullptr;
  if (slot.compare_exchange_strong(other, fresh.get(), std::memory_order_acq_rel,
                                   std::memory_order_acquire)) {
    return *fresh.release();
  }
  return *other;
}

std::size_t WorkingYears::index_of(Instant t) const {
  const auto next = std::upper_bound(starts_.begin() + 1, starts_.end() - 1, t);
  return static_cast<std::size_t>(next - starts_.begin()) - 1;
}

std::optional<std::size_t> WorkingYears::index_of(Day day) {
  if (day < first_day_of(0) || first_day_of(kYears) <= day) return std::nullopt;
  const int year = static_cast<int>(std::chrono::year_month_day{day}.year());
  return static_cast<std::size_t>(year - kFirstYear);
}

WorkingYear WorkingYears::make(std::size_t index) const {
  WorkingYear year;
  config::OffsetPeriod period;
  Instant from = starts_[index];
  for (Day day = first_day_of(index); day < first_day_of(index + 1); day += days{1}) {
    const Instant midnight = zone_.start_of(day + days{1});
    const Duration before = year.total;
    // Most days have one offset. Where the clock is put forward or back within the day, its parts
    // are laid out one after the other, so that skipped times take none and repeated ones twice.
    for (Instant at = from; at < midnight;) {
      if (at < period.from || period.to <= at) period = zone_.period_of(at);
      const Instant to = std::min(midnight, period.to);
      add_hours(year, at, to, period.offset);
      at = to;
    }
    if (year.total > before) year.days.push_back({day, year.stretches.back().to, midnight});
    from = midnight;
  }
  year.stretches.shrink_to_fit();
  year.days.shrink_to_fit();
  return year;
}

void WorkingYears::add_hours(WorkingYear& year, Instant from, Instant to, Duration offset) const {
  const LocalTime local_from{from.time_since_epoch() + offset};
  const LocalTime local_to{to.time_since_epoch() + offset};
  // More than one day only where the clock is put back over midnight and shows the end of the day
  // before once more.
  for (Day day = std::chrono::floor<days>(local_from); LocalTime{day} < local_to; day += days{1}) {
    if (std::binary_search(holidays_.begin(), holidays_.end(), day)) continue;
    for (const config::DaySpan& span : week_[weekday_index(day)]) {
      const LocalTime opens = std::max(local_from, LocalTime{day + minutes{span.from}});
      const LocalTime closes = std::min(local_to, LocalTime{day + minutes{span.to}});
      if (opens >= closes) continue;
      append(year, Instant{opens.time_since_epoch() - offset},
             Instant{closes.time_since_epoch() - offset});
    }
  }
}

}  // namespace charterd::rules
