#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::config {
namespace {

using namespace std::chrono_literals;
using Form = TimeSource::Form;

std::string rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics) all += render(diagnostic);
  return all;
}

Settings read(const std::string& text, const std::string& file = "/etc/charterd/charterd.yml") {
  Loaded<Settings> loaded = parse_settings(text, file);
  INFO(rendered(loaded.diagnostics));
  REQUIRE(loaded.value);
  return *loaded.value;
}

std::string problems_of(const std::string& text) {
  const Loaded<Settings> loaded = parse_settings(text, "charterd.yml");
  CHECK_FALSE(loaded.value);
  return rendered(loaded.diagnostics);
}

constexpr const char* kUsualEvents = "events: [{type: {field: event}, time: {field: ts}}]";

// One source of the given keys, besides its name.
std::string with_source(const std::string& keys) {
  return "charter: charter.yml\nsources: [{name: shop, " + keys + "}]\n";
}

Source read_source(const std::string& keys) { return read(with_source(keys)).sources.at(0); }

EventMapping read_event(const std::string& keys) {
  return read_source("stdin: {}, format: json, events: [{" + keys + "}]").events.at(0);
}

TimeSource read_time(const std::string& keys) {
  return read_event("type: {field: event}, time: {" + keys + "}").time;
}

TEST_CASE("The operator's file of the documentation is read whole") {
  const Settings settings = read(R"yaml(
charter: charter.yml                    # relative to this file
storage: {path: /var/lib/charterd}
web: {listen: "127.0.0.1:10464"}        # /metrics, health, API
# public: {listen: "0.0.0.0:8080"}
sources:
  - name: contact-centre
    file: {paths: ["/var/log/contact-centre/*.jsonl"]}
    format: json
    arrives_within: 0s
    expect: {every: 15m}
    drop_duplicates: {by: id, within: 24h}
    events:
      - type: {field: event}
        when: {state: open}
        time: {field: ts}
        fields: {wait: wait_s, agreed: {field: TARGET_DT, as: time}, shop: {value: prague}}
)yaml");
  CHECK(settings.charter == "/etc/charterd/charter.yml");
  CHECK(settings.storage == "/var/lib/charterd");
  CHECK(settings.listen.host == "127.0.0.1");
  CHECK(settings.listen.port == 10464);
  REQUIRE(settings.sources.size() == 1);

  const Source& source = settings.sources[0];
  CHECK(source.name == "contact-centre");
  CHECK(source.kind == Source::Kind::file);
  CHECK(source.paths == std::vector<std::string>{"/var/log/contact-centre/*.jsonl"});
  CHECK(source.format.kind == FormatKind::json);
  CHECK(source.format.decimal == '.');
  CHECK(source.format.encoding.empty());
  CHECK(source.arrives_within == 0s);
  REQUIRE(source.expect);
  CHECK(source.expect->every == 15min);
  CHECK(source.expect->calendar.empty());
  REQUIRE(source.drop_duplicates);
  CHECK(source.drop_duplicates->by == "id");
  CHECK(source.drop_duplicates->within == 24h);
  CHECK(source.place == Place{7, 5});

  REQUIRE(source.events.size() == 1);
  const EventMapping& event = source.events[0];
  CHECK(event.type.field == "event");
  CHECK_FALSE(event.type.map);
  REQUIRE(event.when);
  CHECK(event.time.fields == std::vector<std::string>{"ts"});
  CHECK(event.time.form == Form::rfc3339);
  CHECK_FALSE(event.time.timezone);
  REQUIRE(event.fields.size() == 3);
  CHECK(event.fields[0].first == "wait");
  CHECK(event.fields[0].second.text.field == "wait_s");
  CHECK_FALSE(event.fields[0].second.as_time);
  CHECK(event.fields[1].first == "agreed");
  CHECK(event.fields[1].second.text.field == "TARGET_DT");
  CHECK(event.fields[1].second.as_time);
  CHECK(event.fields[2].first == "shop");
  CHECK(event.fields[2].second.text.field.empty());
  CHECK(event.fields[2].second.text.value == "prague");
}

TEST_CASE("What is left out has its usual value") {
  const Settings settings =
      read(with_source(std::string("stdin: {}, format: json, ") + kUsualEvents));
  CHECK(settings.storage == "/var/lib/charterd");
  CHECK(settings.listen.host == "127.0.0.1");
  CHECK(settings.listen.port == 10464);
  const Source& source = settings.sources[0];
  CHECK(source.kind == Source::Kind::standard_input);
  CHECK(source.arrives_within == 0s);
  CHECK_FALSE(source.expect);
  CHECK_FALSE(source.drop_duplicates);
  CHECK(source.format.absent_as.empty());
  CHECK_FALSE(source.events[0].when);
  CHECK(source.events[0].fields.empty());
}

TEST_CASE("Relative paths are relative to the folder of the file") {
  const std::string text =
      "charter: ../charters/shop.yml\nstorage: {path: state}\n"
      "sources: [{name: shop, file: {paths: [logs/*.csv, /srv/a.csv, ./b.csv]}, format: csv, " +
      std::string(kUsualEvents) + "}]\n";
  const Settings settings = read(text, "/etc/charterd/charterd.yml");
  CHECK(settings.charter == "/etc/charters/shop.yml");
  CHECK(settings.storage == "/etc/charterd/state");
  CHECK(settings.sources[0].paths ==
        std::vector<std::string>{"/etc/charterd/logs/*.csv", "/srv/a.csv", "/etc/charterd/b.csv"});

  const Settings here = read(text, "charterd.yml");
  CHECK(here.charter == "../charters/shop.yml");
  CHECK(here.storage == "state");
  CHECK(here.sources[0].paths[0] == (std::filesystem::current_path() / "logs/*.csv").string());
}

TEST_CASE("One path needs no list, standard input is written as {} or true") {
  const std::string events = std::string(", format: logfmt, ") + kUsualEvents;
  CHECK(read_source("file: {paths: /srv/a.log}" + events).paths ==
        std::vector<std::string>{"/srv/a.log"});
  CHECK(read_source("stdin: true" + events).kind == Source::Kind::standard_input);
  CHECK(read_source("stdin: {}" + events).format.kind == FormatKind::logfmt);
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

TEST_CASE("All mistakes of a file are found in one reading") {
  const std::string problems = problems_of(
      "web: {listen: nowhere}\npublic: {}\nsources:\n  - {name: a, kafka: {}, format: json, "
      "events: []}\n  - {name: a, stdin: {}, format: cvs}\n");
  for (const char* part :
       {"lacks the key \"charter\"", "\"listen\" needs", "\"public\" comes in a later version",
        "\"kafka\" comes in a later version", "\"events\" is an empty list", "\"csv\"?",
        "the source of line 4 has the name \"a\" too"}) {
    INFO(problems);
    CHECK(problems.find(part) != std::string::npos);
  }
}

TEST_CASE("A file that cannot be read is an error without a place") {
  const Loaded<Settings> missing = load_settings("/nonexistent/charterd.yml");
  CHECK_FALSE(missing.value);
  REQUIRE(missing.diagnostics.size() == 1);
  CHECK(render(missing.diagnostics[0]) ==
        "/nonexistent/charterd.yml: the file cannot be read: No such file or directory\n");
  CHECK_FALSE(load_settings(std::filesystem::temp_directory_path()).value);
}

TEST_CASE("A file on disk is read like its text") {
  const std::filesystem::path file = std::filesystem::path(CHARTERD_BINARY_DIR) / "settings.yml";
  std::ofstream(file) << with_source(std::string("stdin: {}, format: json, ") + kUsualEvents);
  const Loaded<Settings> loaded = load_settings(file);
  std::filesystem::remove(file);
  REQUIRE(loaded.value);
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.value->charter == std::filesystem::path(CHARTERD_BINARY_DIR) / "charter.yml");
}

TEST_CASE("Addresses to listen on have a port and an address of this machine") {
  const auto parsed = [](const std::string& text) -> std::string {
    const auto address = parse_listen_address(text);
    return address ? address->host + " " + std::to_string(address->port) : "none";
  };
  CHECK(parsed("127.0.0.1:10464") == "127.0.0.1 10464");
  CHECK(parsed("0.0.0.0:80") == "0.0.0.0 80");
  CHECK(parsed("[::1]:10464") == "::1 10464");
  CHECK(parsed("[::]:0") == ":: 0");
  CHECK(parsed(":10464") == " 10464");
  CHECK(parsed("localhost:65535") == "localhost 65535");
  CHECK(parsed("metrics.shop-1.example:9") == "metrics.shop-1.example 9");
  for (const char* text : {"",
                           ":",
                           "10464",
                           "localhost",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:65536",
                           "127.0.0.1:-1",
                           "127.0.0.1:+1",
                           "127.0.0.1:1x",
                           "127.0.0.1: 1",
                           "127.0.0.1.5:1",
                           "256.0.0.1:1",
                           "::1:10464",
                           "[::1]",
                           "[]:1",
                           "[127.0.0.1]:1",
                           "[::1:1",
                           "a b:1",
                           "-host:1",
                           ".host:1",
                           "http://localhost:1",
                           "1.2.3:1"}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
}

}  // namespace
}  // namespace charterd::config
