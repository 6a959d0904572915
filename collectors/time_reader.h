// Texts to instants, in the one way that a mapping says.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "collectors/time_layout.h"
#include "config/fixed.h"
#include "config/settings.h"
#include "config/zone.h"

namespace charterd::collectors {

/// Only years 0 to 9999 are times: milliseconds that are read as seconds are none. One thread at a
/// time: it remembers the last day, since the next time is nearly always on the same.
class TimeReader {
 public:
  /// `zone` is that of times without an offset, unless the mapping has its own; `decimal_point` may
  /// stand in epochs besides '.'. Throws std::invalid_argument for a layout that cannot give a
  /// time.
  TimeReader(const config::TimeSource& source, config::Zone zone, char decimal_point = '.');

  /// nullopt when the text is not a time of the form; white space around it does not matter.
  /// RFC 3339 may have a blank for the T. Only where the mapping names a time zone may it lack the
  /// offset (then it is local) or the clock (then it is the day's first instant): to guess a zone
  /// would be to guess a figure.
  std::optional<Instant> read(std::string_view text);

 private:
  std::optional<Instant> read_rfc3339(std::string_view text);
  std::optional<Instant> read_epoch(std::string_view text, Scale scale) const;
  bool read_date(const char* text);

  config::TimeSource::Form form_;
  bool has_zone_;  // the mapping's own
  char decimal_point_;
  std::optional<TimeLayout> layout_;
  config::ZoneCursor zone_;
  std::array<char, 10> date_{};  // the text of the last date read
  std::int64_t date_days_ = 0;   // what it means, in days since 1970
};

}  // namespace charterd::collectors
