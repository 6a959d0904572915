// IANA time zones, behind one small door: the only file that sees the time zone library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/instant.h"

namespace date {
class time_zone;
}

namespace charterd::config {

/// A length of time in which local time is UTC plus one offset. Half open: from <= t < to.
struct OffsetPeriod {
  Instant from{}, to{};
  Duration offset{};
};

/// A time zone of the system's database. Cheap to copy; valid for the life of the program.
/// All methods may be called from any thread.
/// Times behind the last change that the database lists (Debian's lists them up to 2037) have the
/// offset of that change.
class Zone {
 public:
  /// nullopt when the system does not know the name. Throws std::runtime_error when it does and the
  /// zone cannot be read.
  static std::optional<Zone> find(std::string_view name);
  static Zone utc();

  const std::string& name() const;

  /// A local time that a daylight-saving change skips moves forward by the gap; one that comes
  /// twice is the first.
  Instant instant_of(LocalTime local) const;
  LocalTime local_of(Instant instant) const;

  /// The first instant of the day: local midnight, or the end of a gap that swallows it.
  Instant start_of(Day day) const;
  Day day_of(Instant instant) const;

  /// The period of one offset that contains `instant`. Neighbours may have the same offset.
  OffsetPeriod period_of(Instant instant) const;

 private:
  friend class ZoneCursor;
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

/// Remembers the last offset period, so that times near each other cost no search of the zone's
/// rules. One thread at a time.
class ZoneCursor {
 public:
  explicit ZoneCursor(Zone zone) : zone_(zone) {}
  Instant instant_of(LocalTime local);
  Day day_of(Instant instant);
  const Zone& zone() const { return zone_; }

 private:
  Zone zone_;
  // Local times in [local_from_, local_to_) have exactly one instant: local - offset_.
  LocalTime local_from_{}, local_to_{};
  Duration offset_{};
  // Instants in [day_from_, day_to_) are day_.
  Instant day_from_{}, day_to_{};
  Day day_{};
};

}  // namespace charterd::config
