#include "daemon/logging.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include "daemon/log_limit.h"
#include "daemon/source_log.h"

namespace charterd::daemon {
namespace {

using collectors::Reason;
using std::chrono::seconds;

constexpr Instant kTime{std::chrono::microseconds(1'790'000'000'123'456)};

TEST_CASE("A logfmt line quotes what is not plain") {
  CHECK(format_log_line(LogFormat::logfmt, kTime, LogLevel::info, "listening",
                        {{"address", "127.0.0.1:41234"}, {"port", 41234}}) ==
        "ts=2026-09-21T14:13:20.123Z level=info msg=\"listening\" address=127.0.0.1:41234 "
        "port=41234");
  CHECK(format_log_line(LogFormat::logfmt, kTime, LogLevel::warn, "a \"b\"",
                        {{"file", "/var/log/my file"},
                         {"empty", ""},
                         {"back", "a\\b"},
                         {"equals", "a=b"},
                         {"line", "a\nb"}}) ==
        "ts=2026-09-21T14:13:20.123Z level=warn msg=\"a \\\"b\\\"\" file=\"/var/log/my file\" "
        "empty=\"\" back=\"a\\\\b\" equals=\"a=b\" line=\"a\\nb\"");
}

TEST_CASE("A JSON line is one object, with numbers as numbers") {
  CHECK(format_log_line(LogFormat::json, kTime, LogLevel::error, "no\troom",
                        {{"file", "a\x01\"b"}, {"line", 7}}) ==
        R"({"ts":"2026-09-21T14:13:20.123Z","level":"error","msg":"no\troom",)"
        R"("file":"a\u0001\"b","line":7})");
}

TEST_CASE("For the journal a line has its priority in front and no time") {
  const auto line = [](LogLevel level) {
    return format_log_line(LogFormat::journal, kTime, level, "m", {{"line", 7}});
  };
  CHECK(line(LogLevel::error) == "<3>level=error msg=\"m\" line=7");
  CHECK(line(LogLevel::warn) == "<4>level=warn msg=\"m\" line=7");
  CHECK(line(LogLevel::info) == "<6>level=info msg=\"m\" line=7");
  CHECK(line(LogLevel::debug) == "<7>level=debug msg=\"m\" line=7");
}

TEST_CASE("It is the journal when JOURNAL_STREAM names the descriptor") {
  struct stat status {};
  REQUIRE(::fstat(0, &status) == 0);
  const std::string own = fmt::format("{}:{}", status.st_dev, status.st_ino);
  CHECK(usual_log_format(0, own.c_str()) == LogFormat::journal);
  CHECK(usual_log_format(0, (own + "0").c_str()) == LogFormat::logfmt);
  CHECK(usual_log_format(0, "") == LogFormat::logfmt);
  CHECK(usual_log_format(0, nullptr) == LogFormat::logfmt);
  CHECK(usual_log_format(-1, own.c_str()) == LogFormat::logfmt);
}

TEST_CASE("Of one message so many lines are written in a minute, and the rest is counted") {
  std::ostringstream out;
  Instant now = kTime;
  Log log(out, LogLevel::info, LogFormat::journal, [&] { return now; });
  const auto lines = [&] {
    const std::string text = std::exchange(out, std::ostringstream()).str();
    return std::count(text.begin(), text.end(), '\n');
  };
  for (std::uint64_t i = 0; i < kLinesPerMinute + 3; ++i) log.warn("same", {{"n", i}});
  CHECK(lines() == kLinesPerMinute);
  log.warn("same", {{"source", "another"}});
  log.info("other");
  CHECK(lines() == 2);
  now += std::chrono::minutes(1);
  log.info("other");
  CHECK(out.str() ==
        "<4>level=warn msg=\"lines of the log were left out\" of=same lines=3\n"
        "<6>level=info msg=\"other\"\n");
  lines();
  log.warn("same");
  CHECK(lines() == 1);
}

TEST_CASE("Without end different messages do not make the limit grow without end") {
  LogLimit limit;
  for (int i = 0; i < 3000; ++i) CHECK(limit.allows(std::to_string(i), kTime));
  for (std::uint64_t i = 0; i < kLinesPerMinute; ++i) limit.allows("full", kTime);
  CHECK_FALSE(limit.allows("full", kTime));
  for (int i = 0; i < 3000; ++i) limit.allows(std::to_string(i), kTime);
  CHECK(limit.take_left_out(kTime).empty());
  const auto left_out = limit.take_left_out(kTime + std::chrono::minutes(1));
  REQUIRE(left_out.size() == 1);
  CHECK(left_out[0].message == "full");
  CHECK(left_out[0].lines == 1);
}

TEST_CASE("A file name that is not UTF-8 cannot break the log") {
  CHECK(format_log_line(LogFormat::json, kTime, LogLevel::info, "m", {{"file", "a\xFFz\xC3"}}) ==
        "{\"ts\":\"2026-09-21T14:13:20.123Z\",\"level\":\"info\",\"msg\":\"m\","
        "\"file\":\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"}");
}

TEST_CASE("The level says which messages are written") {
  std::ostringstream out;
  Log log(out, LogLevel::warn, LogFormat::logfmt, [] { return kTime; });
  log.debug("one");
  log.info("two");
  log.warn("three");
  log.error("four", {{"code", 4}});
  CHECK(out.str() ==
        "ts=2026-09-21T14:13:20.123Z level=warn msg=\"three\"\n"
        "ts=2026-09-21T14:13:20.123Z level=error msg=\"four\" code=4\n");
}

TEST_CASE("Only the names of levels and formats are read") {
  CHECK(parse_log_level("debug") == LogLevel::debug);
  CHECK(parse_log_level("error") == LogLevel::error);
  CHECK_FALSE(parse_log_level("loud"));
  CHECK(parse_log_format("json") == LogFormat::json);
  CHECK(parse_log_format("logfmt") == LogFormat::logfmt);
  CHECK_FALSE(parse_log_format("xml"));
}

class SourceLogTest {
 public:
  void reject(const char* path, std::uint64_t line, Reason reason, Duration boot,
              std::uint32_t source = 0) {
    source_log_.rejected({"calls", path}, {source, 0, line * 10, line}, reason, boot);
  }
  void problem(const char* path, const char* message) {
    source_log_.problem("calls", {path, message});
  }
  /// What was written since the last call, without time and level.
  std::string written() {
    std::string text = out_.str();
    out_.str("");
    std::string result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      result += line.substr(line.find("msg=")) + "\n";
    }
    return result;
  }

 private:
  std::ostringstream out_;
  Instant now_ = kTime;  // a second passes between two lines
  Log log_{out_, LogLevel::info, LogFormat::logfmt, [this] { return now_ += seconds(1); }};
  SourceLog source_log_{log_};
};

TEST_CASE_METHOD(SourceLogTest, "Rejected records are reported once a minute for each reason") {
  reject("/a.log", 1, Reason::unparsable, seconds(0));
  CHECK(written() ==
        "msg=\"record rejected\" source=calls file=/a.log line=1 offset=10 reason=unparsable "
        "unreported_before=0\n");
  reject("/a.log", 2, Reason::unparsable, seconds(30));
  reject("/b.log", 3, Reason::unparsable, seconds(59));
  CHECK(written().empty());
  reject("/a.log", 4, Reason::unparsable, seconds(60));
  CHECK(written() ==
        "msg=\"record rejected\" source=calls file=/a.log line=4 offset=40 reason=unparsable "
        "unreported_before=2\n");
  reject("/a.log", 5, Reason::unparsable, seconds(61));
  CHECK(written().empty());
}

TEST_CASE_METHOD(SourceLogTest, "Other reasons and other sources have minutes of their own") {
  reject("/a.log", 1, Reason::unparsable, seconds(0));
  reject("/a.log", 2, Reason::no_time, seconds(1));
  reject("/a.log", 3, Reason::unparsable, seconds(2), 1);
  const std::string text = written();
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
}

TEST_CASE_METHOD(SourceLogTest, "The same problem of a file is reported once") {
  problem("/a.log", "permission denied");
  problem("/a.log", "permission denied");
  CHECK(written() == "msg=\"permission denied\" source=calls file=/a.log\n");
  problem("/b.log", "permission denied");
  problem("/a.log", "is a directory");
  const std::string text = written();
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE_METHOD(SourceLogTest, "Memory of problems is bounded") {
  problem("/first.log", "gone");
  written();
  for (std::size_t i = 0; i < kMaximumProblems; ++i) {
    problem(("/" + std::to_string(i) + ".log").c_str(), "gone");
  }
  written();
  problem("/first.log", "gone");
  CHECK_FALSE(written().empty());
}

}  // namespace
}  // namespace charterd::daemon
