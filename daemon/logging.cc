#include "daemon/logging.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>
#include <sys/stat.h>

#include "daemon/json_writer.h"
#include "daemon/log_limit.h"

namespace charterd::daemon {
namespace {

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels{{
    {"debug", LogLevel::debug},
    {"info", LogLevel::info},
    {"warn", LogLevel::warn},
    {"error", LogLevel::error},
}};

// Of syslog, which the journal uses.
int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return 7;
    case LogLevel::info:
      return 6;
    case LogLevel::warn:
      return 4;
    case LogLevel::error:
      return 3;
  }
  return 6;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  });
}

std::string timestamp(Instant time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time - seconds).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), milliseconds);
}

}  // namespace

std::string_view name_of(LogLevel level) { return kLevels[static_cast<std::size_t>(level)].first; }

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (const auto& [name, level] : kLevels) {
    if (name == text) return level;
  }
  return std::nullopt;
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
  if (text == "logfmt") return LogFormat::logfmt;
  if (text == "json") return LogFormat::json;
  return std::nullopt;
}

LogFormat usual_log_format(int descriptor, const char* journal_stream) {
  struct stat status {};
  if (journal_stream == nullptr || ::fstat(descriptor, &status) != 0) return LogFormat::logfmt;
  const bool same = fmt::format("{}:{}", status.st_dev, status.st_ino) == journal_stream;
  return same ? LogFormat::journal : LogFormat::logfmt;
}

std::string format_log_line(LogFormat format, Instant time, LogLevel level,
                            std::string_view message, LogFields fields) {
  const bool json = format == LogFormat::json;
  std::string line;
  if (json) {
    line = fmt::format(R"({{"ts":"{}","level":"{}","msg":)", timestamp(time), name_of(level));
  } else if (format == LogFormat::journal) {
    line = fmt::format("<{}>level={} msg=", priority_of(level), name_of(level));
  } else {
    line = fmt::format("ts={} level={} msg=", timestamp(time), name_of(level));
  }
  append_json_string(line, message);  // logfmt quotes as JSON does
  for (const LogField& field : fields) {
    line += json ? ",\"" : " ";
    line += field.key;
    line += json ? "\":" : "=";
    if (field.is_number || (!json && is_plain(field.value))) {
      line += field.value;
    } else {
      append_json_string(line, field.value);
    }
  }
  if (json) line += '}';
  return line;
}

class Log::Impl {
 public:
  Impl(std::ostream& out, LogLevel least, LogFormat line_format, std::function<Instant()> clock)
      : logger("charterd", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true)),
        format(line_format),
        wall(std::move(clock)) {
    logger.set_level(spdlog_level(least));
    logger.set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "\n"));
    // A full disk or a closed standard error must not stop the measuring.
    logger.set_error_handler([](const std::string&) {});
  }

  void put(LogLevel level, Instant at, std::string_view message, LogFields fields) {
    const std::string line = format_log_line(format, at, level, message, fields);
    logger.log(spdlog_level(level), spdlog::string_view_t(line));
  }

  spdlog::logger logger;
  LogFormat format;
  std::function<Instant()> wall;
  std::mutex mutex;  // guards limit
  LogLimit limit;
};

Log::Log(std::ostream& out, LogLevel level, LogFormat format, std::function<Instant()> wall)
    : impl_(std::make_unique<Impl>(out, level, format, std::move(wall))) {}
Log::~Log() = default;

void Log::write(LogLevel level, std::string_view message, LogFields fields) {
  if (!impl_->logger.should_log(spdlog_level(level))) return;
  const Instant now = impl_->wall();
  std::string kind(message);
  for (const LogField& field : fields) {
    if (field.key == "source") kind += '\n' + field.value;
  }
  const std::lock_guard lock(impl_->mutex);
  for (const LogLimit::LeftOut& left : impl_->limit.take_left_out(now)) {
    impl_->put(LogLevel::warn, now, "lines of the log were left out",
               {{"of", left.message}, {"lines", left.lines}});
  }
  if (impl_->limit.allows(kind, now)) impl_->put(level, now, message, fields);
}

void Log::debug(std::string_view message, LogFields fields) {
  write(LogLevel::debug, message, fields);
}
void Log::info(std::string_view message, LogFields fields) {
  write(LogLevel::info, message, fields);
}
void Log::warn(std::string_view message, LogFields fields) {
  write(LogLevel::warn, message, fields);
}
void Log::error(std::string_view message, LogFields fields) {
  write(LogLevel::error, message, fields);
}

}  // namespace charterd::daemon
