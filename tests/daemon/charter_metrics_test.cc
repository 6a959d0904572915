#include "daemon/charter_metrics.h"

#include <algorithm>
#include <limits>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "daemon/exposition.h"
#include "tests/daemon/promtool.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

/// The sample lines, without comments.
std::set<std::string> rendered(SnapshotPtr snapshot) {
  std::istringstream text(render_exposition(CharterMetrics(std::move(snapshot)).Collect()));
  std::set<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with("#")) lines.insert(line);
  }
  return lines;
}

std::size_t lines_with(const std::set<std::string>& lines, const std::string& start) {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(start); }));
}

const std::string kPhone = R"({charter="example-outfitters",target="phone-service-level")";
const std::string kFaster = R"({charter="example-outfitters",target="faster-queue")";

TEST_CASE("The charter and its targets are described") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count(R"(charter_info{charter="example-outfitters",)"
                    R"(organization="Example & Outfitters",version="3",)"
                    R"(charter_hash="0123456789abcdef"} 1)") == 1);
  CHECK(lines.count("charter_target_info" + kPhone +
                    R"(,statement="Callers speak to \"a person\"\nwithin 20 seconds \\ always.",)"
                    R"(measure="queue_wait",goal="at least 80%",goal_window="28 days",)"
                    R"(direction="higher",unit="ratio",serves="prompt-help,greet",)"
                    R"(owner="contact-centre",severity="page"} 1)") == 1);
  CHECK(lines_with(lines, "charter_target_info" + kFaster) == 1);
}

TEST_CASE("The goal is there as soon as it is known") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_goal" + kPhone + "} 0.8") == 1);
  CHECK(lines_with(lines, "charter_target_goal" + kFaster) == 0);
}

TEST_CASE("Values have a window and a part, and are absent without data") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_value" + kPhone +
                    R"(,window="current",by="",by_value=""} 0.8397)") == 1);
  CHECK(lines.count("charter_target_value" + kPhone +
                    R"(,window="previous",by="",by_value=""} 0.75)") == 1);
  CHECK(lines.count("charter_target_value" + kFaster +
                    R"(,window="current",by="",by_value=""} 12.5)") == 1);
  CHECK(lines_with(lines, "charter_target_value{") == 3);
  CHECK(lines_with(lines, "charter_target_value_low{") == 2);
  CHECK(lines_with(lines, "charter_target_value_high{") == 2);
}

TEST_CASE("Every series of a target has all five statuses, of which one is 1") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines_with(lines, "charter_target_status{") == 4 * 5);
  const auto status = [&](const char* window, const char* part, const char* name, int value) {
    return lines.count("charter_target_status" + kPhone + R"(,window=")" + window + "\"," + part +
                       R"(,status=")" + name + "\"} " + std::to_string(value));
  };
  const char* const all = R"(by="",by_value="")";
  const char* const first_time = R"(by="segment",by_value="first_time")";
  CHECK(status("current", all, "met", 1) == 1);
  CHECK(status("current", all, "missed", 0) == 1);
  CHECK(status("previous", all, "missed", 1) == 1);
  CHECK(status("current", first_time, "no_data", 1) == 1);
  CHECK(status("current", first_time, "on_track", 0) == 1);
  CHECK(status("current", first_time, "at_risk", 0) == 1);
}

TEST_CASE("Shares give window events and a counter, statistics amounts and observations") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_window_events" + kPhone +
                    R"(,window="5m",verdict="good",by="",by_value=""} 3)") == 1);
  CHECK(lines.count("charter_target_window_events" + kPhone +
                    R"(,window="3d",verdict="bad",by="segment",by_value="first_time"} 0)") == 1);
  CHECK(lines.count("charter_target_events_total" + kPhone +
                    R"(,verdict="good",by="",by_value=""} 1200)") == 1);
  CHECK(lines.count("charter_target_events_total" + kPhone +
                    R"(,verdict="bad",by="segment",by_value="first_time"} 0)") == 1);
  CHECK(lines.count("charter_target_window_amount" + kFaster +
                    R"(,window="current",by="",by_value=""} 50)") == 1);
  CHECK(lines.count("charter_target_window_observations" + kFaster +
                    R"(,window="current",by="",by_value=""} 4)") == 1);
  CHECK(lines_with(lines, "charter_target_window_events" + kFaster) == 0);
  CHECK(lines_with(lines, "charter_target_window_amount" + kPhone) == 0);
}

TEST_CASE("The budget is that of the current window alone") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_budget_remaining_ratio" + kPhone +
                    R"(,by="",by_value=""} 0.1986)") == 1);
  CHECK(lines_with(lines, "charter_target_budget_remaining_ratio{") == 1);
}

TEST_CASE("Improvements say where they should be and by when") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_expected_value" + kFaster + "} 13.25") == 1);
  CHECK(lines.count("charter_target_deadline_timestamp_seconds" + kFaster + "} 1790812800") == 1);
  CHECK(lines_with(lines, "charter_target_expected_value{") == 1);
  CHECK(lines_with(lines, "charter_target_deadline_timestamp_seconds{") == 1);
}

TEST_CASE("Months have a value each") {
  const auto lines = rendered(sample_snapshot());
  CHECK(lines.count("charter_target_month_value" + kPhone + R"(,month="2026-08"} 0.81)") == 1);
  CHECK(lines.count("charter_target_month_value" + kPhone + R"(,month="2026-09"} 0.84)") == 1);
}

TEST_CASE("Histograms are named for their unit and add up") {
  const auto lines = rendered(sample_snapshot());
  const std::string wait =
      R"({charter="example-outfitters",measure="queue_wait",clock="elapsed",segment="new")";
  CHECK(lines.count("charter_measure_seconds_bucket" + wait + R"(,le="10"} 5)") == 1);
  CHECK(lines.count("charter_measure_seconds_bucket" + wait + R"(,le="20"} 8)") == 1);
  CHECK(lines.count("charter_measure_seconds_bucket" + wait + R"(,le="+Inf"} 10)") == 1);
  CHECK(lines.count("charter_measure_seconds_count" + wait + "} 10") == 1);
  CHECK(lines.count("charter_measure_seconds_sum" + wait + "} 150") == 1);
  CHECK(lines_with(lines, "charter_measure_points_bucket{") == 3);
  CHECK(lines.count(R"(charter_measure_count_sum{charter="example-outfitters",measure="items",)"
                    R"(clock="elapsed",by_measure="x"} 3)") == 1);
}

TEST_CASE("A statement is cut at 200 characters, not within one") {
  auto snapshot = sample_snapshot();
  auto charter = sample_charter();
  std::string statement;
  for (int i = 0; i < 300; ++i) statement += "\xC5\xA1";  // two bytes each
  charter->targets[0].statement = plain_text(statement);
  snapshot->results.figures.charter = charter;
  snapshot->results.figures.targets = {share_figures(charter->targets[0])};
  const auto lines = rendered(snapshot);
  CHECK(lines_with(lines, "charter_target_info" + kPhone + R"(,statement=")" +
                              statement.substr(0, 400) + "\",") == 1);
}

TEST_CASE("Texts come in the charter's first language") {
  auto snapshot = sample_snapshot();
  auto charter = sample_charter();
  charter->languages = {"cs", "en"};
  charter->organization = {{{"cs", "Obchod"}, {"en", "Shop"}}};
  snapshot->results.figures.charter = charter;
  snapshot->results.figures.targets.clear();
  CHECK(lines_with(rendered(snapshot),
                   R"(charter_info{charter="example-outfitters",organization="Obchod")") == 1);
}

TEST_CASE("Label names are made fit for Prometheus") {
  CHECK(label_name("segment") == "segment");
  CHECK(label_name("ticket.id") == "ticket_id");
  CHECK(label_name("2nd") == "by_2nd");
  CHECK(label_name("le") == "by_le");
  CHECK(label_name("__name__") == "by___name__");
  CHECK(label_name("") == "by_");
}

TEST_CASE("Two labels that would be named alike stay apart") {
  auto snapshot = sample_snapshot();
  snapshot->results.figures.histograms = {
      {"m", config::BaseUnit::count, {{"a.b", "1"}, {"a-b", "2"}}, {1}, {0, 0}, 0}};
  CHECK(lines_with(rendered(snapshot), R"(charter_measure_count_sum{charter="example-outfitters",)"
                                       R"(measure="m",clock="elapsed",a_b="1",a_b_="2"})") == 1);
}

TEST_CASE("HELP texts and label values are escaped, and empty families left out") {
  std::vector<prometheus::MetricFamily> families(2);
  families[0].name = "full";
  families[0].help = "a\\b\nc \"d\"";
  families[0].type = prometheus::MetricType::Gauge;
  families[0].metric.resize(1);
  families[0].metric[0].label = {{"x", "a\\b\nc \"d\""}};
  families[1].name = "empty";
  families[1].type = prometheus::MetricType::Gauge;
  CHECK(render_exposition(families) ==
        "# HELP full a\\\\b\\nc \"d\"\n# TYPE full gauge\n"
        "full{x=\"a\\\\b\\nc \\\"d\\\"\"} 0\n");
}

TEST_CASE("Numbers read back as they were") {
  const auto written = [](double value) {
    prometheus::MetricFamily family;
    family.name = "x";
    family.type = prometheus::MetricType::Gauge;
    family.metric.resize(1);
    family.metric[0].gauge.value = value;
    const std::string text = render_exposition({family});
    return text.substr(text.rfind("x ") + 2);
  };
  CHECK(written(0.81) == "0.81\n");
  CHECK(written(812) == "812\n");
  CHECK(written(-0.5) == "-0.5\n");
  CHECK(written(1790000000.5) == "1790000000.5\n");
  CHECK(std::stod(written(1.0 / 3.0)) == 1.0 / 3.0);
  CHECK(std::stod(written(0.1 + 0.2)) == 0.1 + 0.2);
  CHECK(written(std::numeric_limits<double>::infinity()) == "+Inf\n");
  CHECK(written(-std::numeric_limits<double>::infinity()) == "-Inf\n");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "NaN\n");
}

TEST_CASE("promtool finds nothing to complain of in the charter's metrics") {
  CHECK(promtool_complaint(render_exposition(CharterMetrics(sample_snapshot()).Collect())) == "");
  CHECK(promtool_complaint("# TYPE wrong_total gauge\nwrong_total 1\n") != "");
}

}  // namespace
}  // namespace charterd::daemon
