// Times written in a layout such as "%d-%m-%Y %H:%M".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/time_text.h"
#include "config/instant.h"
#include "config/zone.h"

namespace charterd::collectors {

/// Directives as strptime's: %Y %y %m %d %e %j %H %I %M %S %f %p %b %B %a %A %z %Z %T %F %D %R %%.
/// Numbers may have fewer digits where a separator follows; month and day names are English, short
/// or long, in any case; white space stands for one or more blanks; %f is any number of digits;
/// %Z is UTC, GMT, one of a few abbreviations or an IANA name. What is not said is 0 (midnight).
/// One thread at a time.
class TimeLayout {
 public:
  /// Throws std::invalid_argument when `layout` has an unknown directive or no date.
  explicit TimeLayout(std::string_view layout);

  /// nullopt when `text` is not in the layout or names no time. `zone` is used for a time without
  /// an offset.
  std::optional<Instant> read(std::string_view text, config::ZoneCursor& zone);

 private:
  struct Step {
    char directive;  // as after the '%'; ' ' for white space, '=' for the literal
    char literal;
    bool adjoining;  // digits follow at once: exactly as many as the directive has
  };
  struct Fields;

  void compile(std::string_view layout);
  void check() const;
  bool has(std::string_view directives) const;
  bool read_step(const Step& step, TextCursor& text, Fields& fields);
  bool read_word_step(const Step& step, TextCursor& text, Fields& fields);
  bool read_zone_name(TextCursor& text, Fields& fields);
  std::optional<Instant> instant_of(const Fields& fields, config::ZoneCursor& zone) const;

  std::vector<Step> steps_;
  bool has_clock_ = false;
  std::string zone_name_;  // the IANA zone last read by %Z
  std::optional<config::ZoneCursor> named_zone_;
};

}  // namespace charterd::collectors
