#include "collectors/syslog_message.h"

#include <string>

#include <catch2/catch.hpp>

#include "collectors/syslog_fields.h"

namespace charterd::collectors {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

constexpr Instant kReceived{std::chrono::seconds(1'790'000'000)};  // 2026-09-21T14:13:20Z

// Everything that a message has, as `name=value`.
std::string fields_of(const std::string& text, Instant received = kReceived,
                      const std::string& zone = "Europe/Prague", const Strings& parameters = {}) {
  Strings wanted(config::kSyslogFields.begin(), config::kSyslogFields.end());
  std::erase(wanted, "received");
  for (const std::string& name : parameters) wanted.push_back(name);
  SyslogFields fields(wanted, config::Zone::find(zone).value());
  const auto* values = fields.read(text, received);
  if (values == nullptr) return "none";
  std::string result;
  for (const NamedValue& value : *values) {
    if (!result.empty()) result += '|';
    result.append(value.name).append("=").append(value.value);
  }
  return result;
}

TEST_CASE("a message of RFC 5424 has its header, structured data and text") {
  // The examples of the RFC itself.
  CHECK(fields_of("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - "
                  "\xef\xbb\xbf'su root' failed for lonvick on /dev/pts/8") ==
        "timestamp=2003-10-11T22:14:15.003Z|hostname=mymachine.example.com|appname=su|msgid=ID47|"
        "severity=crit|facility=auth|message='su root' failed for lonvick on /dev/pts/8");
  CHECK(fields_of("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
                  "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"]"
                  "[examplePriority@32473 class=\"high\"]",
                  kReceived, "UTC",
                  {"sd.exampleSDID@32473.eventID", "sd.examplePriority@32473.class",
                   "sd.exampleSDID@32473.class"}) ==
        "timestamp=2003-10-11T22:14:15.003Z|hostname=mymachine.example.com|appname=evntslog|"
        "msgid=ID47|severity=notice|facility=local4|sd.exampleSDID@32473.eventID=1011|"
        "sd.examplePriority@32473.class=high");
}

TEST_CASE("what a message of RFC 5424 does not say is absent") {
  CHECK(fields_of("<0>1 - - - - - -") == "severity=emerg|facility=kern");
  CHECK(fields_of("<191>1 - - - 12 - - text\n") ==
        "procid=12|severity=debug|facility=local7|message=text");
}

TEST_CASE("backslashes in structured data stand before what would end it") {
  CHECK(fields_of(R"(<13>1 - - - - - [a b="1 \"two\" \] \\ \n" b="second" c=""] x)", kReceived,
                  "UTC", {"sd.a.b", "sd.a.c"}) ==
        R"(severity=notice|facility=user|message=x|sd.a.b=1 "two" ] \ \n|sd.a.b=second|sd.a.c=)");
}

TEST_CASE("what is no syslog message is none") {
  for (const char* text : {"",
                           "text",
                           "<>1 - - - - - -",
                           "<192>1 - - - - - -",
                           "<1234>x",
                           "<13",
                           "<1a>x",
                           "<-1>x",
                           "<13>2 - - - - - -",
                           "<13>1 - - - -",
                           "<13>1 - - - - -",
                           "<13>1  - - - - -",
                           "<13>1 - - - - - [",
                           "<13>1 - - - - - [a",
                           "<13>1 - - - - - []",
                           "<13>1 - - - - - [a b]",
                           "<13>1 - - - - - [a b=c]",
                           "<13>1 - - - - - [a b=\"c]",
                           "<13>1 - - - - - [a b=\"c\\\"]",
                           "<13>1 - - - - - [a b=\"c\"",
                           "<13>1 - - - - - [a b=\"c\"]x",
                           "<13>1 - - - - - -x",
                           "<13>1 - - - - - x",
                           "<13>1 - h\xc3\xb6st - - - - x"}) {
    CAPTURE(text);
    CHECK(fields_of(text) == "none");
  }
}

TEST_CASE("a message of RFC 3164 has local time without a year") {
  CHECK(fields_of("<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed") ==
        "timestamp=2026-10-11T20:14:15.000000Z|hostname=mymachine|appname=su|procid=230|"
        "severity=crit|facility=auth|message='su root' failed");
  CHECK(fields_of("<13>Sep  1 02:04:05 shop queue: wait=3") ==
        "timestamp=2026-09-01T00:04:05.000000Z|hostname=shop|appname=queue|severity=notice|"
        "facility=user|message=wait=3");
}

TEST_CASE("the many ways in which RFC 3164 is written are read") {
  const std::string rest = "|severity=notice|facility=user|message=text";
  const std::string time = "timestamp=2026-09-21T14:00:00.000000Z|";
  // The local form of syslog(3), without a host.
  CHECK(fields_of("<13>Sep 21 16:00:00 tag: text\n") == time + "appname=tag" + rest);
  CHECK(fields_of("<13>Sep 21 16:00:00 tag[7]: text") == time + "appname=tag|procid=7" + rest);
  CHECK(fields_of("<13>Sep 21 16:00:00 h tag[7] text") ==
        time + "hostname=h|appname=tag|procid=7" + rest);
  CHECK(fields_of("<13>Sep 21 2026 16:00:00: h tag: text") ==
        time + "hostname=h|appname=tag" + rest);
  CHECK(fields_of("<13>Sep 21 16:00:00.250 h text") ==
        "timestamp=2026-09-21T14:00:00.250000Z|hostname=h" + rest);
  CHECK(fields_of("<13>2026-09-21T16:00:00.5+02:00 h tag: text") ==
        "timestamp=2026-09-21T16:00:00.5+02:00|hostname=h|appname=tag" + rest);
  CHECK(fields_of("<13>tag: text") == "appname=tag" + rest);
  CHECK(fields_of("<13>text") == rest.substr(1));
  CHECK(fields_of("<13>") == "severity=notice|facility=user");
}

TEST_CASE("line ends and NULs behind a header without a message are no part of it") {
  const std::string end = GENERATE(std::string("\n"), std::string("\r\n"), std::string(1, '\0'));
  SyslogMessage message;
  CHECK(parse_syslog("<13>1 T h a - - -" + end, message));
  const std::string text = "<13>1 T h a - - [x n=\"1\"]" + end;
  REQUIRE(parse_syslog(text, message));
  CHECK(message.parameters.size() == 1);
  CHECK(message.message.empty());
}

TEST_CASE("a day that does not exist stays an unreadable time") {
  CHECK(fields_of("<13>Feb 30 16:00:00 h tag: text").rfind("timestamp=Feb 30 16:00:00|", 0) == 0);
}

TEST_CASE("the missing year is the one that brings the time nearest to the receipt") {
  const auto year_of = [](const char* stamp, Instant received) {
    const std::string text = fields_of(std::string("<13>") + stamp + " h t: x", received, "UTC");
    return text.substr(10, 4);
  };
  const Instant new_year{std::chrono::seconds(1'798'761'600)};  // 2027-01-01T00:00:00Z
  CHECK(year_of("Dec 31 23:59:59", new_year) == "2026");
  CHECK(year_of("Jan  1 00:00:05", new_year - 10s) == "2027");
  CHECK(year_of("Jan  1 00:00:05", new_year + 10s) == "2027");
  CHECK(year_of("Aug  1 00:00:00", new_year) == "2026");
  CHECK(year_of("Jun  1 00:00:00", new_year) == "2027");
  // The only leap year near.
  CHECK(year_of("Feb 29 12:00:00", new_year + 24h * 366) == "2028");
}

TEST_CASE("a local time that the clock's change skips or repeats follows the usual rule") {
  const Instant then{std::chrono::seconds(1'774'746'000)};  // 2026-03-29T01:00:00Z
  CHECK(fields_of("<13>Mar 29 02:30:00 h t: x", then).substr(0, 37) ==
        "timestamp=2026-03-29T01:30:00.000000Z");
  CHECK(fields_of("<13>Oct 25 02:30:00 h t: x").substr(0, 37) ==
        "timestamp=2026-10-25T00:30:00.000000Z");
}

}  // namespace
}  // namespace charterd::collectors
