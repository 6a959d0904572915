// The time of one simulated case: its calendar's, less its pause.
#pragma once

#include <limits>
#include <optional>

#include "config/instant.h"
#include "rules/working_time.h"

namespace charterd::daemon {

/// Lengths are in seconds since the case's opening: of working time, or elapsed without a calendar.
class CaseClock {
 public:
  static constexpr double kNever = std::numeric_limits<double>::infinity();
  static constexpr double kLongest = 5e7;

  /// Borrows the calendar.
  CaseClock(const std::optional<rules::WorkingTime>& calendar, Instant opening)
      : calendar_(calendar), opening_(opening) {}

  /// Once: at `from` the clock stops, for a while of elapsed time or, with kNever, for good.
  void pause(double from, double elapsed);
  /// When the pause ends; there must be one, and it must end.
  Instant resumes() const { return resumes_; }

  /// The instant that reads `length`; nullopt when there is none.
  std::optional<Instant> at(double length) const;

 private:
  Instant counted(Instant from, double length) const;

  const std::optional<rules::WorkingTime>& calendar_;
  Instant opening_;
  double paused_at_ = kNever;
  double stands_ = 0;
  Instant resumes_{};
};

}  // namespace charterd::daemon
