#include "collectors/event_mapper.h"

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using Strings = std::vector<std::string>;
using testing::read;
using testing::Setup;
using testing::summary;

Setup json() { return Setup(config::FormatKind::json); }

config::FieldSource field(const std::string& name) {
  config::FieldSource source;
  source.text.field = name;
  return source;
}

TEST_CASE("a renamed field comes from its source, others keep their names") {
  Setup setup = json();
  setup.fields = {"wait", "channel", "nobody"};
  setup.mapping().fields = {{"wait", field("wait_s")}, {"unasked", field("x")}};
  CHECK(read(setup, R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","wait":1,"wait_s":2,)"
                    R"("channel":"phone","x":1})")
            .events == Strings{"call.answered 2026-03-01T00:00:05Z wait=2 channel=phone"});
}

TEST_CASE("a field may be a constant or go through a map, and what the map lacks is absent") {
  Setup setup = json();
  setup.fields = {"shop", "kind"};
  config::FieldSource shop;
  shop.text.value = "prague";
  config::FieldSource kind = field("k");
  kind.text.map = {{"1", "phone"}, {"2", "email"}};
  setup.mapping().fields = {{"shop", shop}, {"kind", kind}};
  const std::string start = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","k":)";
  CHECK(read(setup, start + "2}").events ==
        Strings{"call.answered 2026-03-01T00:00:05Z shop=prague kind=email"});
  CHECK(read(setup, start + "3}").events ==
        Strings{"call.answered 2026-03-01T00:00:05Z shop=prague"});
}

TEST_CASE("an event's type may go through a map, and what the map lacks is filtered") {
  Setup setup = json();
  setup.mapping().type.field = "outcome";
  setup.mapping().type.map = {{"CONNECT", "call.answered"}, {"OTHER", "not.in.the.charter"}};
  const auto result = [&](const std::string& outcome) {
    return summary(
        read(setup, R"({"ts":"2026-03-01T00:00:05Z","outcome":")" + outcome + "\"}").counts);
  };
  CHECK(result("CONNECT") == "accepted 1");
  CHECK(result("OTHER") == "filtered 1");
  CHECK(result("call.answered") == "filtered 1");
}

TEST_CASE("when says which records a mapping is about") {
  Setup setup = json();
  config::Test test;
  test.name = "state";
  test.texts = {"open", "new"};
  config::ConditionMap map;
  map.all_of = {test};
  setup.mapping().when = config::Condition{{map}, {}};
  const std::string start = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z")";
  CHECK(summary(read(setup, start + R"(,"state":"new"})").counts) == "accepted 1");
  CHECK(summary(read(setup, start + R"(,"state":"shut"})").counts) == "filtered 1");
  CHECK(summary(read(setup, start + "}").counts) == "filtered 1");
}

TEST_CASE("times in two columns are joined by a blank") {
  Setup setup = json();
  setup.mapping().time.fields = {"date", "clock"};
  setup.mapping().time.form = config::TimeSource::Form::layout;
  setup.mapping().time.layout = "%d-%m-%Y %H:%M";
  setup.mapping().time.timezone = config::Zone::find("Europe/Lisbon");
  const auto reading = [&](const std::string& rest) {
    return read(setup, R"({"event":"call.answered")" + rest + "}");
  };
  CHECK(reading(R"(,"date":"01-07-2026","clock":"13:05")").events ==
        Strings{"call.answered 2026-07-01T12:05:00Z"});
  CHECK(summary(reading("").counts) == "filtered 1");
  CHECK(summary(reading(R"(,"date":"01-07-2026")").counts) == "no_time 1");
  CHECK(summary(reading(R"(,"clock":"13:05")").counts) == "no_time 1");
}

TEST_CASE("a field that is a time is read like the event's own") {
  Setup setup = json();
  setup.fields = {"agreed"};
  config::FieldSource agreed = field("TARGET_DT");
  agreed.as_time = true;
  setup.mapping().fields = {{"agreed", agreed}};
  const std::string start = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","TARGET_DT":)";
  CHECK(read(setup, start + R"("2026-03-05T12:00:00+01:00"})").events ==
        Strings{"call.answered 2026-03-01T00:00:05Z agreed=2026-03-05T11:00:00Z"});
  CHECK(read(setup, start + "null}").events == Strings{"call.answered 2026-03-01T00:00:05Z"});
  CHECK(summary(read(setup, start + R"("tomorrow"})").counts) == "no_time 1");
}

TEST_CASE("values of one record do not show in the next") {
  CHECK(read(json(), R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","wait":3})"
                     "\n"
                     R"({"event":"call.answered","ts":"2026-03-01T00:00:06Z"})")
            .events ==
        Strings{"call.answered 2026-03-01T00:00:05Z wait=3", "call.answered 2026-03-01T00:00:06Z"});
}

TEST_CASE("a source field may serve as type, time and field at once") {
  Setup setup = json();
  setup.types = {"2026-03-01T00:00:05Z"};
  setup.fields = {"ts"};
  setup.mapping().type.field = "ts";
  CHECK(read(setup, R"({"ts":"2026-03-01T00:00:05Z"})").events ==
        Strings{"2026-03-01T00:00:05Z 2026-03-01T00:00:05Z ts=2026-03-01T00:00:05Z"});
}

}  // namespace
}  // namespace charterd::collectors
