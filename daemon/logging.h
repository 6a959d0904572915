// The daemon's log: one line for each message, as logfmt or JSON, on one stream.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/instant.h"

namespace charterd::daemon {

enum class LogLevel { debug, info, warn, error };
/// journal: logfmt with the priority in front that systemd's journal takes off (`<4>`), and without
/// the time, which the journal has.
enum class LogFormat { logfmt, json, journal };

/// Of one message of one source so many lines are written in a minute; the others are counted.
inline constexpr std::uint64_t kLinesPerMinute = 100;

std::string_view name_of(LogLevel level);
/// debug, info, warn or error; nullopt for anything else.
std::optional<LogLevel> parse_log_level(std::string_view text);
/// logfmt or json; nullopt for anything else.
std::optional<LogFormat> parse_log_format(std::string_view text);

/// What suits whoever reads `descriptor`: journal when `journal_stream`, the environment's
/// JOURNAL_STREAM or nullptr, says that it is the journal, else logfmt.
LogFormat usual_log_format(int descriptor, const char* journal_stream);

/// One key and its value. Never a customer's data: files, lines, names of fields and numbers only.
struct LogField {
  LogField(std::string_view name, std::string text) : key(name), value(std::move(text)) {}
  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(text) {}
  LogField(std::string_view name, std::integral auto number)
      : key(name), value(std::to_string(number)), is_number(true) {}

  std::string_view key;  ///< a plain word
  std::string value;
  bool is_number = false;
};
using LogFields = std::initializer_list<LogField>;

/// One line without its end: `ts=... level=info msg="listening" address=127.0.0.1:10464`, or the
/// same as a JSON object. Bytes that are not UTF-8 become U+FFFD, so that a line is always text.
std::string format_log_line(LogFormat format, Instant time, LogLevel level,
                            std::string_view message, LogFields fields);

/// May be used from any thread. When lines of a message are left out, the next line that is written
/// after the minute has passed has one before it that says how many.
class Log {
 public:
  /// `out` outlives the log and is written by nobody else. `wall` stamps the lines.
  Log(std::ostream& out, LogLevel level, LogFormat format, std::function<Instant()> wall);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(std::string_view message, LogFields fields = {});
  void info(std::string_view message, LogFields fields = {});
  void warn(std::string_view message, LogFields fields = {});
  void error(std::string_view message, LogFields fields = {});

 private:
  void write(LogLevel level, std::string_view message, LogFields fields);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::daemon
