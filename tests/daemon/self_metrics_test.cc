#include "daemon/self_metrics.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "daemon/charter_metrics.h"
#include "daemon/exposition.h"
#include "tests/daemon/promtool.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

HttpStats some_traffic() {
  HttpStats http;
  http.connections = 3;
  http.accepted = 10;
  http.closed_at_limit = 1;
  http.timed_out = 2;
  http.answers.front() = 42;
  return http;
}

const ReloadState kLoaded{true, Instant(std::chrono::seconds(1'790'000'000))};

std::string text_of(SelfMetrics& metrics, const Snapshot& snapshot,
                    const HttpStats& http = some_traffic(), const ProcessStats& process = {}) {
  return render_exposition(metrics.collect(snapshot, http, {}, process, kLoaded, {}));
}

std::set<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

TEST_CASE("Sources to which others send say how full they are, and what was lost") {
  SelfMetrics metrics("1.2.3");
  Snapshot snapshot = *sample_snapshot();
  snapshot.states[0].intake.sockets = {.connections = 2,
                                       .connections_limit = 512,
                                       .closed_connections = 3,
                                       .kernel_drops = 4,
                                       .queued_bytes = 5,
                                       .queued_bytes_limit = 6};
  snapshot.states[1].intake.gaps = 7;
  const std::string text = text_of(metrics, snapshot);
  const auto lines = lines_of(text);
  const auto has = [&](const std::string& line) { return lines.count(line) == 1; };
  const std::string centre = R"({source="contact-centre"})";
  CHECK(has("charterd_source_connections" + centre + " 2"));
  CHECK(has("charterd_source_connections_limit" + centre + " 512"));
  CHECK(has("charterd_source_connections_closed_total" + centre + " 3"));
  CHECK(has("charterd_source_kernel_drops_total" + centre + " 4"));
  CHECK(has("charterd_source_queue_bytes" + centre + " 5"));
  CHECK(has("charterd_source_queue_bytes_limit" + centre + " 6"));
  CHECK(has(R"(charterd_source_gaps_total{source="survey"} 7)"));
  CHECK_FALSE(has("charterd_source_gaps_total" + centre + " 0"));
  CHECK(promtool_complaint(text).empty());
}

TEST_CASE("Sources that are configured no more are counted, and how many there may be") {
  SelfMetrics metrics("1.2.3");
  Snapshot snapshot = *sample_snapshot();
  snapshot.retired = {.waiting = 2, .let_go = 5};
  const auto lines = lines_of(text_of(metrics, snapshot));
  CHECK(lines.count(R"(charterd_retired_sources{known="place"} 2)") == 1);
  CHECK(lines.count(R"(charterd_retired_sources{known="name"} 5)") == 1);
  CHECK(lines.count(R"(charterd_retired_sources_limit{known="place"} 64)") == 1);
  CHECK(lines.count(R"(charterd_retired_sources_limit{known="name"} 1024)") == 1);
}

TEST_CASE("Sources say what became of their records") {
  SelfMetrics metrics("1.2.3");
  const auto lines = lines_of(text_of(metrics, *sample_snapshot()));
  const auto has = [&](const std::string& line) { return lines.count(line) == 1; };
  const std::string centre = R"({source="contact-centre"})";
  CHECK(has(R"(charterd_source_records_total{result="accepted",source="contact-centre"} 14)"));
  CHECK(has(R"(charterd_source_records_total{result="filtered",source="contact-centre"} 2)"));
  CHECK(has(R"(charterd_source_records_total{result="duplicate",source="contact-centre"} 1)"));
  CHECK(has(R"(charterd_source_records_total{result="rejected",source="contact-centre"} 3)"));
  CHECK(has(R"(charterd_source_rejected_total{reason="unparsable",source="contact-centre"} 2)"));
  CHECK(has(R"(charterd_source_rejected_total{reason="no_time",source="contact-centre"} 1)"));
  CHECK(has("charterd_source_bytes_total" + centre + " 4096"));
  CHECK(has("charterd_source_last_event_timestamp_seconds" + centre + " 1790000000.5"));
  CHECK(has("charterd_source_caught_up" + centre + " 1"));
  CHECK(has("charterd_source_lag_seconds" + centre + " 0"));
  CHECK(has("charterd_source_silent" + centre + " 1"));
  CHECK(has("charterd_source_files" + centre + " 3"));
  CHECK(has("charterd_source_remembered_ids" + centre + " 12"));
  CHECK(has(R"(charterd_source_caught_up{source="survey"} 0)"));
  CHECK(has(R"(charterd_source_lag_seconds{source="survey"} 7)"));
  CHECK(has(R"(charterd_source_silent{source="survey"} 0)"));
}

TEST_CASE("Every series of a source exists before its first record, but for a time there is none") {
  SelfMetrics metrics("1.2.3");
  const std::string text = text_of(metrics, *sample_snapshot());
  const auto lines = lines_of(text);
  for (const char* reason : {"unparsable", "bad_encoding", "too_long", "no_time", "future"}) {
    CHECK(lines.count(std::string("charterd_source_rejected_total{reason=\"") + reason +
                      "\",source=\"survey\"} 0") == 1);
  }
  CHECK(lines.count(R"(charterd_source_records_total{result="accepted",source="survey"} 0)") == 1);
  CHECK(lines.count(R"(charterd_source_bytes_total{source="survey"} 0)") == 1);
  CHECK(text.find(R"(last_event_timestamp_seconds{source="survey")") == std::string::npos);
}

TEST_CASE("Measures, labels, files and version are told") {
  SelfMetrics metrics("1.2.3");
  const auto lines = lines_of(text_of(metrics, *sample_snapshot()));
  CHECK(lines.count(
            R"(charterd_measure_unusable_total{measure="queue_wait",reason="no_value"} 3)") == 1);
  CHECK(lines.count(
            R"(charterd_measure_unusable_total{measure="queue_wait",reason="bad_value"} 1)") == 1);
  CHECK(lines.count("charterd_folded_label_values_total 2") == 1);
  CHECK(lines.count("charterd_config_last_reload_successful 1") == 1);
  CHECK(lines.count("charterd_config_last_reload_success_timestamp_seconds 1790000000") == 1);
  CHECK(lines.count(R"(charterd_build_info{version="1.2.3"} 1)") == 1);
}

TEST_CASE("The HTTP server's connections, limit and answers are told") {
  SelfMetrics metrics("1.2.3");
  const auto lines = lines_of(text_of(metrics, *sample_snapshot()));
  CHECK(lines.count("charterd_http_connections 3") == 1);
  CHECK(lines.count("charterd_http_connections_limit 1000") == 1);
  CHECK(lines.count("charterd_http_connections_total 10") == 1);
  CHECK(lines.count(R"(charterd_http_connections_closed_total{reason="limit"} 1)") == 1);
  CHECK(lines.count(R"(charterd_http_connections_closed_total{reason="timeout"} 2)") == 1);
  CHECK(lines.count(R"(charterd_http_answers_total{code="200"} 42)") == 1);
  CHECK(lines.count(R"(charterd_http_answers_total{code="503"} 0)") == 1);
}

TEST_CASE("Counters follow their counts and never fall") {
  SelfMetrics metrics("1.2.3");
  auto snapshot = sample_snapshot();
  text_of(metrics, *snapshot);
  snapshot->results.sources[0].counts.bytes = 5000;
  const std::string bytes = R"(charterd_source_bytes_total{source="contact-centre"})";
  CHECK(lines_of(text_of(metrics, *snapshot)).count(bytes + " 5000") == 1);
  snapshot->results.sources[0].counts.bytes = 10;
  CHECK(lines_of(text_of(metrics, *snapshot)).count(bytes + " 5000") == 1);
}

TEST_CASE("What the process uses is told where it is known") {
  SelfMetrics metrics("1.2.3");
  ProcessStats process;
  process.cpu_seconds = 1.5;
  process.open_files = 12;
  const std::string text = text_of(metrics, *sample_snapshot(), {}, process);
  const auto lines = lines_of(text);
  CHECK(lines.count("process_cpu_seconds_total 1.5") == 1);
  CHECK(lines.count("process_open_fds 12") == 1);
  CHECK(text.find("process_max_fds") == std::string::npos);
}

TEST_CASE("The kernel's line on a process is read whatever the command is called") {
  const ProcessUnits units{100, 4096, 1'700'000'000};
  const auto stats = parse_process_stat(
      "42 (char) terd (1) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 12345 1048576 25 "
      "18446744073709551615 1 1\n",
      units);
  CHECK(stats.cpu_seconds == 3.0);
  CHECK(stats.virtual_bytes == 1048576.0);
  CHECK(stats.resident_bytes == 25 * 4096.0);
  CHECK(stats.start_time == 1'700'000'123.45);
}

TEST_CASE("What the kernel does not say is not made up") {
  const ProcessStats stats = parse_process_stat("nothing of the kind", {});
  CHECK_FALSE(stats.cpu_seconds);
  CHECK_FALSE(stats.resident_bytes);
  CHECK_FALSE(parse_process_stat("1 (a) S 1 2", {}).start_time);
  CHECK(parse_boot_time("cpu 1 2\nbtime 1700000000\nprocesses 5\n") == 1'700'000'000.0);
  CHECK_FALSE(parse_boot_time("cpu 1 2\n"));
}

TEST_CASE("This process knows itself") {
  const ProcessStats stats = read_process_stats();
  REQUIRE(stats.cpu_seconds);
  CHECK(stats.resident_bytes.value_or(0) > 1e5);
  CHECK(stats.virtual_bytes.value_or(0) >= stats.resident_bytes.value_or(0));
  CHECK(stats.start_time.value_or(0) > 1.5e9);
  const double open = stats.open_files.value_or(0);
  CHECK(open >= 3);
  const int copy = ::dup(0);
  CHECK(read_process_stats().open_files == open + 1);
  ::close(copy);
}

TEST_CASE("promtool finds nothing to complain of in all metrics together") {
  SelfMetrics metrics("1.2.3");
  const auto snapshot = sample_snapshot();
  CHECK(promtool_complaint(render_exposition(CharterMetrics(snapshot).Collect()) +
                           text_of(metrics, *snapshot, some_traffic(), read_process_stats())) ==
        "");
}

}  // namespace
}  // namespace charterd::daemon
