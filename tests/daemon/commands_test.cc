#include "daemon/commands.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace charterd;
using namespace charterd::daemon;

namespace {

constexpr const char* kSettings = R"(charter: charter.yml
sources:
  - name: contact-centre
    file: {paths: ["calls.jsonl"]}
    format: json
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {wait: wait_s, unused: note}
)";

constexpr const char* kCharter = R"(id: shop
organization: Example Outfitters
timezone: Europe/Prague
scope:
  segment: [new, old]
measures:
  queue_wait: {events: call.answered, value: wait, unit: seconds}
targets:
  quick:
    statement: Callers wait at most 20 seconds.
    measure: queue_wait
    goal: at least 50%
    good: {queue_wait: "<= 20s"}
    window: 28 days
    by: [segment]
)";

constexpr const char* kCalls =
    R"({"ts":"2026-03-01T10:00:00Z","event":"call.answered","wait_s":12,"segment":"new"}
{"ts":"2026-03-01T11:00:00Z","event":"call.answered","wait_s":25,"segment":"old","note":"x"}
{"ts":"2026-03-01T11:30:00Z","event":"call.moved"}
{"ts":"not a time","event":"call.answered","wait_s":1}
nonsense
{"ts":"2026-03-01T12:00:00Z","event":"call.answered","wait_s":9,"segment":"old"}
)";

// A folder with the two files and a log, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "charterd-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
    write("charterd.yml", kSettings);
    write("charter.yml", kCharter);
    write("calls.jsonl", kCalls);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }
  Options options() const {
    Options options;
    options.config_file = path("charterd.yml");
    return options;
  }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int status = 0;
  std::string out, err;
};

// What a command writes while it runs.
Outcome outcome_of(int (*command)(const Options&), const Options& options) {
  std::ostringstream out;
  std::ostringstream err;
  std::streambuf* const old_out = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const old_err = std::cerr.rdbuf(err.rdbuf());
  Outcome outcome;
  outcome.status = command(options);
  std::cout.rdbuf(old_out);
  std::cerr.rdbuf(old_err);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

std::string without(std::string text, const std::string& part) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;) {
    text.erase(at, part.size());
  }
  return text;
}

}  // namespace

TEST_CASE("events prints what the mapping makes, with fields that no target uses yet") {
  const Folder folder;
  const Outcome outcome = outcome_of(run_events, folder.options());
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(without(outcome.out, folder.path("")) ==
        R"({"time":"2026-03-01T10:00:00Z","event":"call.answered","source":"contact-centre",)"
        R"("path":"calls.jsonl","line":1,"fields":{"wait":"12","segment":"new"}})"
        "\n"
        R"({"time":"2026-03-01T11:00:00Z","event":"call.answered","source":"contact-centre",)"
        R"("path":"calls.jsonl","line":2,"fields":{"wait":"25","segment":"old","unused":"x"}})"
        "\n"
        R"({"time":"2026-03-01T11:30:00Z","event":"call.moved","source":"contact-centre",)"
        R"("path":"calls.jsonl","line":3,"fields":{}})"
        "\n"
        R"({"rejected":"no_time","source":"contact-centre","path":"calls.jsonl","line":4,)"
        R"("offset":226})"
        "\n"
        R"({"rejected":"unparsable","source":"contact-centre","path":"calls.jsonl","line":5,)"
        R"("offset":281})"
        "\n"
        R"({"time":"2026-03-01T12:00:00Z","event":"call.answered","source":"contact-centre",)"
        R"("path":"calls.jsonl","line":6,"fields":{"wait":"9","segment":"old"}})"
        "\n");
}

TEST_CASE("events stops at its limit") {
  const Folder folder;
  Options options = folder.options();
  options.limit = 2;
  const std::string out = outcome_of(run_events, options).out;
  CHECK(std::count(out.begin(), out.end(), '\n') == 2);
}

TEST_CASE("events of an unknown source is a usage error with the nearest name") {
  const Folder folder;
  Options options = folder.options();
  options.source = "contact-center";
  const Outcome outcome = outcome_of(run_events, options);
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err ==
        "charterd: there is no source \"contact-center\", did you mean contact-centre?\n");
}

TEST_CASE("events fails like evaluate when nothing at all could be read") {
  const Folder folder;
  std::filesystem::remove(folder.path("calls.jsonl"));
  CHECK(outcome_of(run_events, folder.options()).status == 1);
  CHECK(outcome_of(run_evaluate, folder.options()).status == 1);
}

TEST_CASE("events drops only those duplicates that evaluate drops") {
  const Folder folder;
  folder.write("charterd.yml",
               std::string(kSettings) + "    drop_duplicates: {by: id, within: 24h}\n");
  folder.write("calls.jsonl", R"({"id":3,"ts":"2026-03-01T10:00:00Z","event":"unknown"}
{"id":3,"ts":"2026-03-01T10:00:00Z","event":"call.answered","wait_s":12}
)");
  const Outcome outcome = outcome_of(run_events, folder.options());
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 2);
}

TEST_CASE("an outage outside the simulated time is a usage error") {
  const Folder folder;
  Options options = folder.options();
  options.simulate_from = Instant{std::chrono::hours{24 * 20'000}};
  options.simulate_for = std::chrono::hours{1};
  options.outage_from = Instant{std::chrono::hours{24 * 19'000}};
  const Outcome outcome = outcome_of(run_simulate, options);
  CHECK(outcome.status == 2);
  CHECK_THAT(outcome.err, Catch::Contains("the outage lies outside the simulated time"));
}

TEST_CASE("check grades the targets and counts warnings, which fail it only when strict") {
  const Folder folder;
  Options options = folder.options();
  const Outcome outcome = outcome_of(run_check, options);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out,
             Catch::Contains("Example Outfitters\n\n  TARGET  S  M  A  R  T\n  quick   ✓"));
  CHECK_THAT(outcome.out, Catch::Contains("The metrics will have "));
  CHECK_THAT(outcome.out, Catch::Contains("Without drop_duplicates: contact-centre."));
  CHECK_THAT(outcome.out, Catch::Contains(" warnings\n"));
  options.strict = true;
  CHECK(outcome_of(run_check, options).status == 1);
}

TEST_CASE("check shows the place of every error and ends with status 1") {
  const Folder folder;
  folder.write("charter.yml", std::string(kCharter) + "    goaal: 3\n    mesure: x\n");
  const Outcome outcome = outcome_of(run_check, folder.options());
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Catch::Contains("charter.yml:16:5: "));
  CHECK_THAT(outcome.err, Catch::Contains("charter.yml:17:5: "));
  CHECK(outcome.out == "2 errors\n");
}

TEST_CASE("check shows the mistakes of both files at once") {
  const Folder folder;
  folder.write("charterd.yml", std::string(kSettings) + "storag: /x\n");
  folder.write("charter.yml", std::string(kCharter) + "    goaal: 3\n");
  const Outcome outcome = outcome_of(run_check, folder.options());
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Catch::Contains("charterd.yml:10:1: "));
  CHECK_THAT(outcome.err, Catch::Contains("charter.yml:16:5: "));
  CHECK(outcome.out == "2 errors\n");
}

TEST_CASE("check says with its place that a regular expression cannot be read") {
  const Folder folder;
  std::string settings = kSettings;
  settings.replace(settings.find("format: json"), 12,
                   "format: regex\n    regex: '(?P<event>a)(?P<ts>b)(?P<wait_s>c)(?P<note>d)\\1'");
  folder.write("charterd.yml", settings);
  const Outcome outcome = outcome_of(run_check, folder.options());
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Catch::Contains("charterd.yml:3:"));
  CHECK(outcome.out == "1 error\n");
}

TEST_CASE("A configuration that is not there ends every command with status 1") {
  Options options;
  options.config_file = "/nowhere/charterd.yml";
  for (auto* const command : {run_check, run_evaluate, run_events}) {
    const Outcome outcome = outcome_of(command, options);
    CHECK(outcome.status == 1);
    CHECK_THAT(outcome.err, Catch::Contains("/nowhere/charterd.yml"));
  }
}

TEST_CASE("evaluate judges as of the latest accepted event") {
  const Folder folder;
  Options options = folder.options();
  options.format = OutputFormat::json;
  const Outcome outcome = outcome_of(run_evaluate, options);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Catch::Contains(R"("at":"2026-03-01T12:00:00Z")"));
  CHECK_THAT(outcome.out, Catch::Contains(R"("good":2,"bad":1)"));
  CHECK_THAT(outcome.out, Catch::Contains(R"("records":6,"accepted":3,"filtered":1,"duplicate":0,)"
                                          R"("rejected":{"unparsable":1,"no_time":1})"));
}

TEST_CASE("evaluate leaves out what came after --at, a date being its local midnight") {
  const Folder folder;
  Options options = folder.options();
  options.format = OutputFormat::json;
  options.at =
      Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) + std::chrono::hours(11);
  CHECK_THAT(outcome_of(run_evaluate, options).out, Catch::Contains(R"("good":1,"bad":1)"));
  options.at.reset();
  options.at_local = LocalTime(std::chrono::local_days(std::chrono::year(2026) / 3 / 1));
  CHECK_THAT(outcome_of(run_evaluate, options).out,
             Catch::Contains(R"("at":"2026-02-28T23:00:00Z")"));
}

TEST_CASE("evaluate tells of files that cannot be read, and fails when none could be") {
  const Folder folder;
  std::filesystem::remove(folder.path("calls.jsonl"));
  std::filesystem::create_directory(folder.path("calls.jsonl"));
  const Outcome outcome = outcome_of(run_evaluate, folder.options());
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err,
             Catch::Contains("charterd: source contact-centre: " + folder.path("calls.jsonl")));
  CHECK_THAT(
      outcome.err,
      Catch::Contains("charterd: no event was accepted: judged as of now; \"charterd events"));
  CHECK_THAT(outcome.out, Catch::Contains("no data"));
}
