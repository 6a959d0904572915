// How the settings say what a record looks like and what events are made of it.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/settings_texts.h"

namespace charterd::config {
namespace {

using Form = TimeSource::Form;

EventMapping read_event(const std::string& keys) {
  return read_source("stdin: {}, format: json, events: [{" + keys + "}]").events.at(0);
}

TimeSource read_time(const std::string& keys) {
  return read_event("type: {field: event}, time: {" + keys + "}").time;
}

TEST_CASE("CSV takes its first line for the header unless it is told the columns") {
  const std::string start = "stdin: {}, format: csv, ";
  const Format usual = read_source(start + kUsualEvents).format;
  CHECK(usual.csv.header);
  CHECK(usual.csv.delimiter == ',');
  CHECK(usual.csv.quote == '"');
  CHECK(usual.csv.columns.empty());

  const Format columns = read_source(start + "columns: [ts, event], " + kUsualEvents).format;
  CHECK_FALSE(columns.csv.header);
  CHECK(columns.csv.columns == std::vector<std::string>{"ts", "event"});
  CHECK_FALSE(read_source(start + "header: false, columns: [ts, event], " + kUsualEvents)
                  .format.csv.header);
  CHECK(read_source(start + "header: true, " + kUsualEvents).format.csv.header);
}

TEST_CASE("CSV takes another delimiter and quote, absent text, decimal comma and encoding") {
  const Format format =
      read_source(
          "stdin: {}, format: csv, delimiter: \";\", quote: \"'\", absent_as: \"?\", "
          "decimal: \",\", encoding: windows-1250, " +
          std::string(kUsualEvents))
          .format;
  CHECK(format.csv.delimiter == ';');
  CHECK(format.csv.quote == '\'');
  CHECK(format.absent_as == "?");
  CHECK(format.decimal == ',');
  CHECK(format.encoding == "windows-1250");

  for (const char* tab : {"\"\\t\"", "'\\t'", "\\t"}) {
    INFO(tab);
    CHECK(read_source(std::string("stdin: {}, format: csv, delimiter: ") + tab + ", quote: \"\", " +
                      kUsualEvents)
              .format.csv.delimiter == '\t');
  }
  CHECK(read_source(std::string("stdin: {}, format: csv, quote: \"\", ") + kUsualEvents)
            .format.csv.quote == '\0');
}

TEST_CASE("A decimal comma beside an unsaid delimiter is worth a warning") {
  const std::string start = "stdin: {}, format: csv, decimal: \",\", ";
  const Loaded<Settings> silent = parse_settings(with_source(start + kUsualEvents), "a.yml");
  CHECK(silent.value);
  REQUIRE(silent.diagnostics.size() == 1);
  CHECK(silent.diagnostics[0].severity == Severity::warning);
  CHECK(silent.diagnostics[0].message.find("is the delimiter too") != std::string::npos);
  for (const char* delimiter : {"delimiter: \";\", ", "delimiter: \",\", "}) {
    CHECK(
        parse_settings(with_source(start + delimiter + kUsualEvents), "a.yml").diagnostics.empty());
  }
}

TEST_CASE("UTF-8 by any of its names is no conversion, other encodings keep their name") {
  const auto encoding = [](const std::string& name) {
    return read_source("stdin: {}, format: json, encoding: " + name + ", " + kUsualEvents)
        .format.encoding;
  };
  for (const char* name : {"utf-8", "UTF-8", "utf8", "us-ascii", "ASCII"}) {
    CHECK(encoding(name).empty());
  }
  for (const char* name : {"iso-8859-2", "ISO-8859-15", "CP1250", "koi8-r", "latin1"}) {
    CHECK(encoding(name) == name);
  }
}

TEST_CASE("Encodings that do not keep ASCII are refused") {
  for (const char* name :
       {"utf-16", "UTF-16LE", "utf-32", "utf-7", "ebcdic-us", "iso-2022-jp", "iso-2022-kr"}) {
    INFO(name);
    CHECK(problems_of(with_source("stdin: {}, format: json, encoding: " + std::string(name) + ", " +
                                  kUsualEvents))
              .find("is not read: its ASCII characters") != std::string::npos);
  }
}

TEST_CASE("Named groups are the fields of the format regex, however they are written") {
  const Source source =
      read_source("stdin: {}, format: regex, regex: '^(?P<ts>[^]<(?]+) \\(?(?<event>\\w+)', " +
                  std::string(kUsualEvents));
  CHECK(source.format.kind == FormatKind::regex);
  CHECK(source.format.regex == "^(?P<ts>[^]<(?]+) \\(?(?P<event>\\w+)");
  // A group's name in brackets, or behind a backslash, is none.
  for (const char* regex :
       {"'[(?P<event>x]'", "'\\(?P<event>x'", "'(?<=x)y(?<!z)'", "'(?P<event'"}) {
    INFO(regex);
    CHECK(problems_of(with_source("stdin: {}, format: regex, regex: " + std::string(regex) + ", " +
                                  kUsualEvents))
              .find("has no named group") != std::string::npos);
  }
}

TEST_CASE("The queue log of Asterisk needs no mapping, and no time in one") {
  const Source plain = read_source("stdin: {}, format: asterisk_queue_log");
  REQUIRE(plain.events.size() == 1);
  CHECK(plain.events[0].type.field == "event");
  CHECK_FALSE(plain.events[0].type.map);
  CHECK(plain.events[0].time.fields == std::vector<std::string>{"time"});
  CHECK(plain.events[0].time.form == Form::epoch_seconds);
  CHECK(plain.events[0].fields.empty());

  const Source mapped = read_source(
      "stdin: {}, format: asterisk_queue_log, events: [{type: {field: event, map: "
      "{CONNECT: call.answered}}, fields: {wait: holdtime}}]");
  REQUIRE(mapped.events.size() == 1);
  CHECK(mapped.events[0].time.fields == std::vector<std::string>{"time"});
  CHECK(mapped.events[0].time.form == Form::epoch_seconds);
  CHECK(mapped.events[0].fields.size() == 1);
}

TEST_CASE("The type of an event is a field, a constant or a field through a map") {
  const std::string time = ", time: {field: ts}";
  CHECK(read_event("type: {field: ticket.state}" + time).type.field == "ticket.state");
  const TextSource constant = read_event("type: {value: order.placed}" + time).type;
  CHECK(constant.field.empty());
  CHECK(constant.value == "order.placed");
  const TextSource mapped =
      read_event("type: {field: outcome, map: {CONNECT: call.answered, EXIT: call.lost}}" + time)
          .type;
  CHECK(mapped.field == "outcome");
  REQUIRE(mapped.map);
  CHECK(mapped.map->at("CONNECT") == "call.answered");
}

TEST_CASE("Several events may be made of one record") {
  const Source source = read_source(
      "stdin: {}, format: csv, events: [{type: {value: opened}, time: {field: a}}, "
      "{type: {value: closed}, time: {field: b}, when: {b: present}}]");
  REQUIRE(source.events.size() == 2);
  CHECK(source.events[1].type.value == "closed");
  CHECK(source.events[1].time.fields == std::vector<std::string>{"b"});
}

TEST_CASE("when tests source fields only, also one called event") {
  const EventMapping mapping = read_event(
      "type: {field: event}, time: {field: ts}, when: [{event: [a, b], tries: \">= 3\"}, "
      "{not: {state: closed}}]");
  REQUIRE(mapping.when);
  REQUIRE(mapping.when->any_of.size() == 2);
  REQUIRE(mapping.when->any_of[0].all_of.size() == 2);
  const Test& event = mapping.when->any_of[0].all_of[0];
  CHECK(event.subject == Test::Subject::field);
  CHECK(event.name == "event");
  CHECK(event.texts == std::vector<std::string>{"a", "b"});
  const Test& tries = mapping.when->any_of[0].all_of[1];
  CHECK(tries.subject == Test::Subject::field);
  CHECK(tries.kind == Test::Kind::greater_equal);
  CHECK(mapping.when->any_of[1].none_of.size() == 1);
}

TEST_CASE("A time is RFC 3339, an epoch or in a layout") {
  CHECK(read_time("field: ts").form == Form::rfc3339);
  CHECK(read_time("field: ts, epoch: s").form == Form::epoch_seconds);
  CHECK(read_time("field: ts, epoch: ms").form == Form::epoch_milliseconds);
  CHECK(read_time("field: ts, epoch: us").form == Form::epoch_microseconds);
  const TimeSource layout =
      read_time("fields: [date, clock], layout: \"%d-%m-%Y %H:%M\", timezone: Europe/Lisbon");
  CHECK(layout.form == Form::layout);
  CHECK(layout.fields == std::vector<std::string>{"date", "clock"});
  CHECK(layout.layout == "%d-%m-%Y %H:%M");
  REQUIRE(layout.timezone);
  CHECK(layout.timezone->name() == "Europe/Lisbon");
  CHECK(read_time("field: ts, timezone: America/New_York").timezone);
}

TEST_CASE("A layout may use every known directive, if it gives a date") {
  for (const char* layout : {"%Y-%m-%d", "%F", "%D", "%F %T", "%F %R", "%y%m%d", "%Y%m%d%H%M%S",
                             "%d %b %Y", "%e %B %Y", "%a %d %b %Y", "%A, %j %Y", "%Y %j",
                             "%F %I:%M %p", "%F %T.%f", "%FT%T%z", "%F %T %Z", "100%% %F"}) {
    INFO(layout);
    CHECK(read_time(std::string("field: ts, layout: \"") + layout + "\"").layout == layout);
  }
  CHECK(read_time("field: ts, layout: \"%F%n%T%t%z\"").layout == "%F %T %z");
}

TEST_CASE("A layout that gives no date, or an unknown directive, is refused") {
  const auto problem = [](const std::string& layout) {
    return problems_of(
        with_source("stdin: {}, format: json, events: [{type: {field: event}, "
                    "time: {field: ts, layout: \"" +
                    layout + "\"}}]"));
  };
  CHECK(problem("").find("has no directives") != std::string::npos);
  CHECK(problem("%%").find("lacks a year") != std::string::npos);
  CHECK(problem("%m-%d").find("lacks a year") != std::string::npos);
  CHECK(problem("%Y-%d").find("lacks a month") != std::string::npos);
  CHECK(problem("%Y-%b").find("lacks a day") != std::string::npos);
  CHECK(problem("%T").find("lacks a year") != std::string::npos);
  CHECK(problem("%F %I").find("lacks %p") != std::string::npos);
  CHECK(problem("%F %s").find("epoch: s") != std::string::npos);
  CHECK(problem("%F %k").find("an hour is %H") != std::string::npos);
  CHECK(problem("%F %c").find("unknown directive %c; known are") != std::string::npos);
  CHECK(problem("%F %").find("ends with a lone %") != std::string::npos);
  CHECK(problem("%F % H").find("no letter behind it") != std::string::npos);
}

}  // namespace
}  // namespace charterd::config
