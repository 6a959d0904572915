#include "collectors/time_reader.h"

#include <cstring>

#include "config/fixed.h"

namespace charterd::collectors {
namespace {

constexpr std::size_t kDateSize = 10;       // 2026-03-01
constexpr std::size_t kDateClockSize = 19;  // 2026-03-01T12:30:59

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two digits, or -1.
int two_digits(const char* p) {
  if (!is_digit(p[0]) || !is_digit(p[1])) return -1;
  return (p[0] - '0') * 10 + (p[1] - '0');
}

// hh:mm:ss; a leap second is the next second.
std::optional<Duration> read_clock(const char* p) {
  const int hours = two_digits(p);
  const int minutes = two_digits(p + 3);
  const int seconds = two_digits(p + 6);
  if (p[2] != ':' || p[5] != ':') return std::nullopt;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) {
    return std::nullopt;
  }
  return std::chrono::seconds((hours * 60 + minutes) * 60 + seconds);
}

}  // namespace

TimeReader::TimeReader(const config::TimeSource& source, config::Zone zone, char decimal_point)
    : form_(source.form),
      has_zone_(source.timezone.has_value()),
      decimal_point_(decimal_point),
      zone_(source.timezone.value_or(zone)) {
  if (form_ == config::TimeSource::Form::layout) layout_.emplace(source.layout);
}

std::optional<Instant> TimeReader::read(std::string_view text) {
  using Form = config::TimeSource::Form;
  switch (form_) {
    case Form::rfc3339:
      return read_rfc3339(text);
    case Form::layout:
      return layout_->read(trim(text), zone_);
    case Form::epoch_seconds:
      return read_epoch(text, {1, 1});
    case Form::epoch_milliseconds:
      return read_epoch(text, {1, 1'000});
    case Form::epoch_microseconds:
      return read_epoch(text, {1, 1'000'000});
  }
  return std::nullopt;
}

std::optional<Instant> TimeReader::read_rfc3339(std::string_view text) {
  if (!text.empty() && (!is_digit(text.front()) || text.back() == ' ')) text = trim(text);
  if (text.size() < kDateSize || !read_date(text.data())) return std::nullopt;
  if (text.size() == kDateSize) {
    if (!has_zone_) return std::nullopt;
    return zone_.zone().start_of(Day(std::chrono::days(date_days_)));
  }
  if (text.size() < kDateClockSize) return std::nullopt;
  const char separator = text[kDateSize];
  if (separator != 'T' && separator != ' ' && separator != 't') return std::nullopt;
  const auto clock = read_clock(text.data() + kDateSize + 1);
  if (!clock) return std::nullopt;
  Duration local = std::chrono::days(date_days_) + *clock;

  TextCursor rest{text.data() + kDateClockSize, text.data() + text.size()};
  if (rest.take('.') || rest.take(',')) {
    const auto fraction = read_fraction(rest);
    if (!fraction) return std::nullopt;
    local += *fraction;
  }
  if (rest.done()) {
    if (!has_zone_) return std::nullopt;
    return zone_.instant_of(LocalTime(local));
  }
  rest.take(' ');
  const auto offset = read_offset(rest);
  if (!offset || !rest.done()) return std::nullopt;
  return Instant(local - *offset);
}

// 2026-03-01 into date_days_.
bool TimeReader::read_date(const char* text) {
  if (std::memcmp(text, date_.data(), kDateSize) == 0) return true;
  const int century = two_digits(text);
  const int year = two_digits(text + 2);
  const int month = two_digits(text + 5);
  const int day = two_digits(text + 8);
  if (century < 0 || year < 0 || text[4] != '-' || text[7] != '-') return false;
  const auto days = days_of(century * 100 + year, month, day);
  if (!days) return false;
  std::memcpy(date_.data(), text, kDateSize);
  date_days_ = *days;
  return true;
}

std::optional<Instant> TimeReader::read_epoch(std::string_view text, Scale scale) const {
  auto seconds = parse_fixed(text, scale, decimal_point_);
  if (!seconds && decimal_point_ != '.') seconds = parse_fixed(text, scale);
  if (!seconds) return std::nullopt;
  const Instant instant{Duration(*seconds)};  // a Fixed unit is a microsecond
  if (!within_calendar(instant)) return std::nullopt;
  return instant;
}

}  // namespace charterd::collectors
