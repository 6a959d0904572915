// Small parts of times as texts, shared by all forms.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/instant.h"

namespace charterd::collectors {

/// A text that is read from its front.
struct TextCursor {
  const char* p;
  const char* end;

  bool done() const { return p == end; }
  bool at(char c) const { return p != end && *p == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++p;
    return true;
  }
  bool at_digit() const { return p != end && *p >= '0' && *p <= '9'; }
};

/// A number of at least `least` and at most `most` digits; nullopt when there are fewer.
std::optional<int> read_digits(TextCursor& text, int least, int most);

/// One or more digits behind the decimal point, as a part of a second; what is finer than a
/// microsecond is cut off.
std::optional<Duration> read_fraction(TextCursor& text);

/// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
std::optional<Duration> read_offset(TextCursor& text);

/// nullopt for a date that no calendar has; years 0 to 9999.
std::optional<std::int64_t> days_of(int year, int month, int day);

/// Whether it lies in the years that are read at all (with a day to spare for offsets).
bool within_calendar(Instant instant);

std::string_view trim(std::string_view text);

/// In UTC, to the microsecond.
std::string rfc3339(Instant instant);

}  // namespace charterd::collectors
