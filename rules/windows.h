// Windows of time: where they begin and end as of an instant.
#pragma once

#include "config/charter.h"
#include "config/instant.h"
#include "config/zone.h"
#include "rules/steps.h"

namespace charterd::rules {

/// Half open.
struct Span {
  Instant from{}, to{};
};

inline constexpr Duration kMinute = std::chrono::minutes{1};
inline constexpr Duration kHour = std::chrono::hours{1};
inline constexpr Duration kDay = std::chrono::hours{24};

/// Rolling windows up to this long advance by minutes, longer ones by hours.
inline constexpr Duration kLongestMinuteWindow = std::chrono::hours{6};
inline Duration step_of(Duration window) {
  return window <= kLongestMinuteWindow ? kMinute : kHour;
}

/// The number of the step of length `step` that contains `t`; steps begin at 1970 in UTC.
inline StepId step_id(Instant t, Duration step) {
  return static_cast<StepId>(std::chrono::floor<Duration>(t).time_since_epoch() / step -
                             (t.time_since_epoch() % step < Duration::zero() ? 1 : 0));
}

inline StepId day_id(Day day) { return static_cast<StepId>(day.time_since_epoch().count()); }

/// The rolling window at `t`: the steps that begin in (floor(t) - length, floor(t)], so it includes
/// the step under way and ends, exclusively, with it.
Span rolling_window(Duration length, Instant t);

/// The calendar window that contains `t`, or the one before it. In local days, half open.
struct DaySpan {
  Day from{}, to{};
};
DaySpan calendar_days(config::Window::Kind kind, Day today, bool previous);
Span to_span(const DaySpan& span, const config::Zone& zone);

/// How long such a window nominally is, to choose burn rates by: a month is 30 days, a quarter 90,
/// a year 365.
Duration nominal_length(const config::Window& window);

}  // namespace charterd::rules
