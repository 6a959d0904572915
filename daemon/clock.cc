#include "daemon/clock.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace charterd::daemon {
namespace {

Duration read_clock(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                              std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

TimeSources system_time() {
  return {[] { return Instant(read_clock(CLOCK_REALTIME)); },
          [] { return read_clock(CLOCK_BOOTTIME); }};
}

Clock::Clock(TimeSources sources)
    : sources_(std::move(sources)), now_(sources_.wall()), boot_(sources_.boot()) {}

Instant Clock::now() {
  const Duration boot = std::max(sources_.boot(), boot_);
  const Instant wall = sources_.wall();
  now_ = std::clamp(wall, now_, now_ + (boot - boot_));
  boot_ = boot;
  wall_ahead_ = wall - now_;
  return now_;
}

void Clock::not_before(Instant t) {
  now_ = std::max(now_, t);
  wall_ahead_ = sources_.wall() - now_;
}

}  // namespace charterd::daemon
