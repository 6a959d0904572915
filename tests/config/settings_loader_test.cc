#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/settings_texts.h"

namespace charterd::config {
namespace {

using namespace std::chrono_literals;
using Form = TimeSource::Form;

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

TEST_CASE("All mistakes of a file are found in one reading") {
  const std::string problems = problems_of(
      "web: {listen: nowhere}\npublic: {url: x}\nsources:\n  - {name: a, kafka: {}, format: json, "
      "events: []}\n  - {name: a, stdin: {}, format: cvs}\n");
  for (const char* part : {"lacks the key \"charter\"", "\"listen\" needs", "\"url\" needs",
                           "\"kafka\" comes in a later version", "\"events\" is an empty list",
                           "\"csv\"?", "the source of line 4 has the name \"a\" too"}) {
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
