// The two time types that every floor shares.
#pragma once

#include <chrono>

namespace charterd {

/// A length of time, in microseconds. May be negative.
using Duration = std::chrono::microseconds;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
using Instant = std::chrono::sys_time<Duration>;

/// Local wall-clock time in some zone, without saying which.
using LocalTime = std::chrono::local_time<Duration>;

/// A calendar day in some zone, counted from 1970-01-01.
using Day = std::chrono::local_days;

}  // namespace charterd
