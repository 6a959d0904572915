// The working time of a calendar laid out year by year, each year made when it is first asked for.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "config/charter.h"
#include "config/instant.h"
#include "config/zone.h"

namespace charterd::rules {

/// Working time without a break, half open, never empty.
struct WorkingStretch {
  Instant from{}, to{};
  Duration before{};  ///< working time between the beginning of the year and `from`
};

/// A day with any working time.
struct WorkingDay {
  Day day{};
  Instant closing{};   ///< the end, excluded, of its last stretch
  Instant midnight{};  ///< the end, excluded, of the day
};

/// A local year, half open.
struct WorkingYear {
  std::vector<WorkingStretch> stretches;  ///< by rising time, neither overlapping nor touching
  std::vector<WorkingDay> days;           ///< by rising day
  Duration total{};

  /// Working time from the year's beginning to `t`, which is a time of this year or its end.
  Duration worked_until(Instant t) const;
  /// The instant at which `worked` has passed and the next microsecond of work begins.
  /// 0 <= worked < total.
  Instant resumes_after(Duration worked) const;
};

/// A year costs about 20 KiB and a fraction of a millisecond when it is first asked for; there are
/// kYears of them at most. Any thread may call any method.
class WorkingYears {
 public:
  static constexpr int kFirstYear = 1900;
  static constexpr int kLastYear = 2199;
  static constexpr std::size_t kYears = kLastYear - kFirstYear + 1;

  WorkingYears(const config::Calendar& calendar, std::span<const Day> more_holidays,
               config::Zone zone);
  ~WorkingYears();
  WorkingYears(const WorkingYears&) = delete;
  WorkingYears& operator=(const WorkingYears&) = delete;

  /// Valid as long as this object. index < kYears; 0 is kFirstYear.
  const WorkingYear& operator[](std::size_t index) const;

  Instant begin() const { return starts_.front(); }
  Instant end() const { return starts_.back(); }  ///< excluded
  /// The year that contains `t`, begin() <= t <= end(); of end() the last one.
  std::size_t index_of(Instant t) const;
  /// nullopt for a day that is out of range.
  static std::optional<std::size_t> index_of(Day day);

 private:
  WorkingYear make(std::size_t index) const;
  // Adds the working hours in [from, to), where local time is UTC plus `offset` throughout.
  void add_hours(WorkingYear& year, Instant from, Instant to, Duration offset) const;

  std::array<std::vector<config::DaySpan>, 7> week_;
  std::vector<Day> holidays_;  // in order
  config::Zone zone_;
  std::array<Instant, kYears + 1> starts_{};
  // Filled in on first use; whoever comes second throws its own copy away.
  mutable std::array<std::atomic<const WorkingYear*>, kYears> made_{};
};

}  // namespace charterd::rules
