#include "collectors/queue_log_format.h"

#include <set>

#include <catch2/catch.hpp>

#include "collectors/queue_log_events.h"
#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using Strings = std::vector<std::string>;

testing::Reading read(const Strings& fields, const std::string& text) {
  testing::Setup setup(config::FormatKind::asterisk_queue_log);
  setup.fields = fields;
  setup.keep_unknown_types = true;
  setup.mapping().time.fields = {"time"};
  setup.mapping().time.form = config::TimeSource::Form::epoch_seconds;
  return testing::read(setup, text);
}

std::string fields_of(const Strings& fields, const std::string& line) {
  const testing::Reading reading = read(fields, line);
  if (reading.events.size() != 1) return testing::summary(reading.counts);
  const std::size_t at = reading.events[0].find("Z ");
  return at == std::string::npos ? "" : reading.events[0].substr(at + 2);
}

TEST_CASE("a queue log line has time, call, queue, agent, event and its parameters") {
  CHECK(fields_of({"callid", "queue", "agent", "event", "holdtime", "ringtime"},
                  "1772323205|1772323200.17|support|SIP/204|CONNECT|9|1772323201.18|4") ==
        "callid=1772323200.17 queue=support agent=SIP/204 event=CONNECT holdtime=9 ringtime=4");
  CHECK(read({}, "1772323205|1.2|q|a|CONNECT|9|x|4").events ==
        Strings{"CONNECT 2026-03-01T00:00:05Z"});
}

TEST_CASE("the parameters of queue log events have the names that Asterisk documents") {
  const Strings fields = {"position", "origposition", "waittime",  "holdtime", "calltime",
                          "url",      "callerid",     "extension", "context",  "key",
                          "reason",   "logintime",    "channel",   "ringtime"};
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"ABANDON|2|3|45", "position=2 origposition=3 waittime=45"},
      {"ENTERQUEUE||420123456789|1", "position=1 callerid=420123456789"},
      {"COMPLETECALLER|12|340|1", "origposition=1 holdtime=12 calltime=340"},
      {"COMPLETEAGENT|12|340|1", "origposition=1 holdtime=12 calltime=340"},
      {"EXITWITHTIMEOUT|1|2|60", "position=1 origposition=2 waittime=60"},
      {"EXITEMPTY|1|2|60", "position=1 origposition=2 waittime=60"},
      {"EXITWITHKEY|9|1|2|60", "position=1 origposition=2 waittime=60 key=9"},
      {"RINGNOANSWER|15000", "ringtime=15000"},
      {"RINGCANCELED|3000", "ringtime=3000"},
      {"TRANSFER|200|internal|5|60|1",
       "origposition=1 holdtime=5 calltime=60 extension=200 context=internal"},
      {"BLINDTRANSFER|200|internal|5|60|1",
       "origposition=1 holdtime=5 calltime=60 extension=200 context=internal"},
      {"ATTENDEDTRANSFER|LINK|SIP/1|SIP/2|5|60|1",
       "origposition=1 holdtime=5 calltime=60 extension=LINK context=SIP/1"},
      {"ATTENDEDTRANSFER|BRIDGE|b7|5|60|1",
       "origposition=1 holdtime=5 calltime=60 extension=BRIDGE context=b7"},
      {"PAUSE|lunch", "reason=lunch"},
      {"UNPAUSEALL|", ""},
      {"AGENTLOGIN|SIP/1", "channel=SIP/1"},
      {"AGENTLOGOFF|SIP/1|3600", "logintime=3600 channel=SIP/1"}};
  for (const auto& [line, expected] : lines) {
    const std::string found = fields_of(fields, "1772323205|1.2|q|SIP/204|" + line);
    INFO(line);
    CHECK(std::set<char>(found.begin(), found.end()) ==
          std::set<char>(expected.begin(), expected.end()));
    CHECK(found.size() == expected.size());
  }
}

TEST_CASE("NONE in a queue log is nobody") {
  CHECK(fields_of({"callid", "queuename", "agent", "data1"},
                  "1772323205|NONE|NONE|NONE|QUEUESTART|") == "");
  CHECK(fields_of({"callid", "queuename", "agent"}, "1772323205|MANAGER|q|SIP/1|PAUSE|") ==
        "callid=MANAGER queuename=q agent=SIP/1");
}

TEST_CASE("data1 and so on are the parameters of any queue log event") {
  CHECK(fields_of({"data1", "data2", "data3"}, "1772323205|1.2|q|a|OWNEVENT|x||z") ==
        "data1=x data3=z");
}

TEST_CASE("parameters that an older Asterisk does not write are absent") {
  CHECK(fields_of({"holdtime", "ringtime"}, "1772323205|1.2|q|a|CONNECT|9") == "holdtime=9");
  CHECK(fields_of({"holdtime"}, "1772323205|1.2|q|a|CONNECT") == "");
}

TEST_CASE("a line without five parts is no queue log record") {
  for (const char* line : {"x", "1|2|3|4", "|1.2|q|a|CONNECT|9", "1772323205|1.2|q|a||9"}) {
    INFO(line);
    CHECK(fields_of({}, line) == "unparsable 1");
  }
  CHECK(fields_of({}, "soon|1.2|q|a|CONNECT|9") == "no_time 1");
  CHECK(fields_of({"data20"}, "1772323205|1.2|q|a|X" + std::string(100, '|')) == "");
}

TEST_CASE("each queue log event is listed once, with each parameter named once") {
  std::set<std::string_view> seen;
  for (const QueueLogEvent& event : queue_log_events()) {
    CHECK(seen.insert(event.event).second);
  }
  CHECK(seen.size() == 31);
}

}  // namespace
}  // namespace charterd::collectors
