#include "config/zone.h"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>

namespace charterd::config {
namespace {

// date:: has clocks of its own; a duration since the epoch means the same in both.
date::local_time<Duration> to_date(LocalTime local) {
  return date::local_time<Duration>{local.time_since_epoch()};
}

Instant instant_in(const date::local_info& info, LocalTime local) {
  // In a gap and in an overlap alike `first` is the period before the change: its offset moves a
  // skipped time forward by the gap, and gives the first of two.
  return Instant{local.time_since_epoch() - info.first.offset};
}

LocalTime local_at(Instant instant, Duration offset) {
  return LocalTime{instant.time_since_epoch() + offset};
}

const date::time_zone* locate(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;  // the library's way to say that there is no such zone
  }
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  const date::time_zone* zone = locate(name);
  if (zone == nullptr) return std::nullopt;
  // The library reads a zone's file when it is first used: now, and not when there may be no
  // descriptor for it.
  zone->get_info(date::sys_seconds{});
  return Zone(zone);
}

Zone Zone::utc() {
  for (const char* name : {"UTC", "Etc/UTC"}) {
    if (const auto zone = find(name)) return *zone;
  }
  throw std::runtime_error("the system has no time zones; install its tzdata package");
}

const std::string& Zone::name() const { return zone_->name(); }

Instant Zone::instant_of(LocalTime local) const {
  return instant_in(zone_->get_info(to_date(local)), local);
}

LocalTime Zone::local_of(Instant instant) const {
  return local_at(instant, zone_->get_info(instant).offset);
}

Instant Zone::start_of(Day day) const {
  const LocalTime midnight{day};
  const date::local_info info = zone_->get_info(to_date(midnight));
  if (info.result == date::local_info::nonexistent) return Instant{info.first.end};
  return instant_in(info, midnight);
}

Day Zone::day_of(Instant instant) const {
  return std::chrono::floor<std::chrono::days>(local_of(instant));
}

OffsetPeriod Zone::period_of(Instant instant) const {
  const date::sys_info info = zone_->get_info(instant);
  return {Instant{info.begin}, Instant{info.end}, info.offset};
}

Instant ZoneCursor::instant_of(LocalTime local) {
  if (local_from_ <= local && local < local_to_) {
    return Instant{local.time_since_epoch() - offset_};
  }
  const date::local_info info = zone_.zone_->get_info(to_date(local));
  if (info.result != date::local_info::unique) return instant_in(info, local);

  const date::sys_info& period = info.first;
  offset_ = period.offset;
  // Where the clock was put back at either end, times near that end come twice; where it was put
  // forward, the times of the gap belong to the period before it and are not remembered.
  const Duration before = zone_.zone_->get_info(period.begin - std::chrono::seconds(1)).offset;
  const Duration after = zone_.zone_->get_info(period.end).offset;
  local_from_ = local_at(period.begin, std::max(offset_, before));
  local_to_ = local_at(period.end, std::min(offset_, after));
  return instant_in(info, local);
}

Day ZoneCursor::day_of(Instant instant) {
  if (day_from_ <= instant && instant < day_to_) return day_;
  const date::sys_info period = zone_.zone_->get_info(instant);
  const Duration offset = period.offset;
  day_ = std::chrono::floor<std::chrono::days>(local_at(instant, offset));
  const Instant midnight{LocalTime{day_}.time_since_epoch() - offset};
  day_from_ = std::max(midnight, Instant{period.begin});
  day_to_ = std::min(midnight + std::chrono::days(1), Instant{period.end});
  return day_;
}

}  // namespace charterd::config
