#include "daemon/simulate_case_clock.h"

#include <algorithm>
#include <chrono>

namespace charterd::daemon {
namespace {

Duration elapsed(double seconds) {
  const std::chrono::duration<double> length(std::min(seconds, CaseClock::kLongest));
  return std::chrono::duration_cast<Duration>(length);
}

}  // namespace

void CaseClock::pause(double from, double seconds) {
  paused_at_ = from;
  stands_ = seconds;
  if (seconds != kNever) resumes_ = counted(opening_, from) + elapsed(seconds);
}

std::optional<Instant> CaseClock::at(double length) const {
  if (length <= paused_at_) return counted(opening_, length);
  if (stands_ == kNever) return std::nullopt;
  return counted(resumes_, length - paused_at_);
}

// A calendar may have no more working time at all.
Instant CaseClock::counted(Instant from, double length) const {
  if (!calendar_ || length <= 0) return from + elapsed(length);
  return calendar_->after(from, elapsed(length)).value_or(from + elapsed(length));
}

}  // namespace charterd::daemon
