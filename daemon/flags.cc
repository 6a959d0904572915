#include "daemon/flags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "config/loader.h"
#include "config/quantity.h"
#include "daemon/moment.h"

namespace charterd::daemon {
namespace {

using Problem = std::optional<std::string>;

template <class Number>
std::optional<Number> read_number(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

Problem read_instant(std::optional<Instant>& instant, const std::string& value) {
  const auto moment = parse_moment(value);
  if (moment && std::holds_alternative<Instant>(*moment)) {
    instant = std::get<Instant>(*moment);
    return std::nullopt;
  }
  return "expected a time with its offset, such as 2026-03-31T22:00:00Z";
}

Problem read_length(std::optional<Duration>& length, const std::string& value) {
  const auto duration = config::parse_duration(value);
  if (!duration || duration->count() <= 0) return "expected a length of time such as 90m or 7 days";
  length = *duration;
  return std::nullopt;
}

Problem one_of(std::string& target, const std::string& value, std::vector<std::string> names) {
  if (std::find(names.begin(), names.end(), value) == names.end()) {
    std::string expected = "expected ";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) expected += i + 1 == names.size() ? " or " : ", ";
      expected += names[i];
    }
    return expected;
  }
  target = value;
  return std::nullopt;
}

Problem set_config_file(Options& options, const std::string& value) {
  if (value.empty()) return "expected the name of a file";
  options.config_file = value;
  return std::nullopt;
}

Problem set_listen_address(Options& options, const std::string& value) {
  if (!config::parse_listen_address(value)) {
    return "expected an address with a port, such as 127.0.0.1:10464";
  }
  options.listen_address = value;
  return std::nullopt;
}

Problem set_web_config_file(Options& options, const std::string& value) {
  if (value.empty()) return "expected the name of a file";
  options.web_config_file = value;
  return std::nullopt;
}

Problem set_storage_path(Options& options, const std::string& value) {
  if (value.empty()) return "expected the name of a folder";
  options.storage_path = value;
  return std::nullopt;
}

Problem set_log_level(Options& options, const std::string& value) {
  return one_of(options.log_level, value, {"debug", "info", "warn", "error"});
}

Problem set_log_format(Options& options, const std::string& value) {
  return one_of(options.log_format, value, {"logfmt", "json"});
}

Problem set_strict(Options& options, const std::string& /*value*/) {
  options.strict = true;
  return std::nullopt;
}

Problem set_against(Options& options, const std::string& value) {
  if (value.empty()) return "expected a folder, a file or a glob";
  options.against = value;
  return std::nullopt;
}

Problem set_at(Options& options, const std::string& value) {
  const auto moment = parse_moment(value);
  if (!moment) return moment.error();
  if (const auto* instant = std::get_if<Instant>(&*moment)) options.at = *instant;
  if (const auto* local = std::get_if<LocalTime>(&*moment)) options.at_local = *local;
  return std::nullopt;
}

std::vector<std::string> formats_of(Command command) {
  if (command == Command::report) return {"markdown", "html", "csv", "json"};
  if (command == Command::cases) return {"table", "csv", "json"};
  return {"table", "json", "csv", "markdown", "html"};
}

Problem set_format(Options& options, const std::string& value) {
  std::string name;
  if (auto problem = one_of(name, value, formats_of(options.command))) return problem;
  options.format = name == "json"       ? OutputFormat::json
                   : name == "csv"      ? OutputFormat::csv
                   : name == "markdown" ? OutputFormat::markdown
                   : name == "html"     ? OutputFormat::html
                                        : OutputFormat::table;
  return std::nullopt;
}

Problem set_window(Options& options, const std::string& value) {
  std::string name;
  if (auto problem = one_of(name, value, {"current", "previous"})) return problem;
  options.previous_window = name == "previous";
  return std::nullopt;
}

Problem set_period(Options& options, const std::string& value) {
  const auto period = parse_period(value);
  if (!period) return period.error();
  options.period = *period;
  return std::nullopt;
}

Problem set_overdue(Options& options, const std::string& /*value*/) {
  options.overdue = true;
  return std::nullopt;
}

Problem set_case(Options& options, const std::string& value) {
  if (value.empty()) return "expected the id of a case of the charter";
  options.case_kind = value;
  return std::nullopt;
}

Problem set_tests(Options& options, const std::string& /*value*/) {
  options.rule_tests = true;
  return std::nullopt;
}

Problem set_alertmanager(Options& options, const std::string& /*value*/) {
  options.alertmanager = true;
  return std::nullopt;
}

Problem set_job(Options& options, const std::string& value) {
  if (value.empty()) return "expected the name of a scrape job";
  options.job = value;
  return std::nullopt;
}

Problem set_url(std::string& target, const std::string& value) {
  if (value.find("://") == std::string::npos) return "expected a URL such as https://wiki/charter";
  target = value;
  return std::nullopt;
}

Problem set_runbook_url(Options& options, const std::string& value) {
  return set_url(options.runbook_url, value);
}

Problem set_dashboard_url(Options& options, const std::string& value) {
  return set_url(options.dashboard_url, value);
}

Problem set_source(Options& options, const std::string& value) {
  if (value.empty()) return "expected the name of a source";
  options.source = value;
  return std::nullopt;
}

Problem set_limit(Options& options, const std::string& value) {
  const auto limit = read_number<std::uint64_t>(value);
  if (!limit || *limit == 0) return "expected a whole number from 1 on";
  options.limit = *limit;
  return std::nullopt;
}

Problem set_rate(Options& options, const std::string& value) {
  const auto rate = read_number<double>(value);
  if (!rate || !std::isfinite(*rate) || *rate <= 0) return "expected a number above 0, such as 0.5";
  options.events_per_second = *rate;
  return std::nullopt;
}

Problem set_for(Options& options, const std::string& value) {
  return read_length(options.simulate_for, value);
}

Problem set_seed(Options& options, const std::string& value) {
  const auto seed = read_number<std::uint64_t>(value);
  if (!seed) return "expected a whole number from 0 on";
  options.seed = *seed;
  return std::nullopt;
}

Problem set_from(Options& options, const std::string& value) {
  return read_instant(options.simulate_from, value);
}

Problem set_outage_from(Options& options, const std::string& value) {
  return read_instant(options.outage_from, value);
}

Problem set_outage_for(Options& options, const std::string& value) {
  return read_length(options.outage_for, value);
}

Problem set_enable_lifecycle(Options& options, const std::string& /*value*/) {
  options.enable_lifecycle = true;
  return std::nullopt;
}

Problem set_follow(Options& options, const std::string& /*value*/) {
  options.follow = true;
  return std::nullopt;
}

std::vector<Flag> make_flags() {
  using enum Command;
  const std::vector<Command> all = {run,   check,  evaluate, explain, report, cases,
                                    rules, events, simulate, backup,  forget};
  std::vector<Command> every = all;
  every.push_back(init);
  return {
      {"config.file", "FILE", "The operator's file (default: /etc/charterd/charterd.yml).", all,
       set_config_file},
      {"web.listen-address",
       "HOST:PORT",
       "Where /metrics is served; port 0 takes any free one.",
       {run},
       set_listen_address},
      {"web.config.file",
       "FILE",
       "TLS, users and headers, as Prometheus's own web.config.yml says them (default: none).",
       {run, check},
       set_web_config_file},
      {"web.enable-lifecycle",
       "",
       "POST /-/reload reads both files again, as SIGHUP does.",
       {run},
       set_enable_lifecycle},
      {"storage.path",
       "DIR",
       "Where the daemon keeps its state.",
       {run, report, cases, backup, forget},
       set_storage_path},
      {"log.level", "LEVEL", "debug, info, warn or error (default: info).", {run}, set_log_level},
      {"log.format",
       "FORMAT",
       "logfmt or json (default: logfmt, with priorities for systemd's journal).",
       {run},
       set_log_format},
      {"strict", "", "Warnings count as errors.", {check}, set_strict},
      {"against",
       "LOGS",
       "Old logs, to say how each goal would have fared: a folder with the sources' files, or a "
       "file or glob in the place of one source's.",
       {check},
       set_against},
      {"at",
       "T",
       "Judge as of T: 2026-03-31T22:00:00Z, or in the charter's zone 2026-04-01 "
       "(default: the time of the latest event).",
       {evaluate, explain},
       set_at},
      {"window",
       "WINDOW",
       "current or, of calendar windows, previous (default: current).",
       {explain},
       set_window},
      {"format",
       "FORMAT",
       "table, json, csv, markdown or html; of report markdown, html, csv or json; of cases table, "
       "csv "
       "or json "
       "(default: the first of them).",
       {evaluate, report, cases},
       set_format},
      {"period",
       "PERIOD",
       "A year, quarter, month or day that is over: 2026, 2026-Q3, 2026-10 or 2026-10-31.",
       {report},
       set_period},
      {"overdue",
       "",
       "Those past their deadline and still open, oldest first.",
       {cases},
       set_overdue},
      {"case", "KIND", "Only cases of this kind (default: all).", {forget}, set_case},
      {"tests", "", "Write the tests of the rules, for promtool test rules.", {rules}, set_tests},
      {"alertmanager",
       "",
       "Write an example of Alertmanager's configuration.",
       {rules},
       set_alertmanager},
      {"job", "NAME", "The scrape job of charterd (default: charterd).", {rules}, set_job},
      {"runbook.url",
       "URL",
       "What to do; the alert's name is put behind it, after a #.",
       {rules},
       set_runbook_url},
      {"dashboard.url",
       "URL",
       "Where figures are shown (default: Prometheus itself).",
       {rules},
       set_dashboard_url},
      {"source", "NAME", "Only this source (default: all).", {check, events}, set_source},
      {"limit",
       "N",
       "Stop after N lines (default: of events none, of cases 100).",
       {events, cases},
       set_limit},
      {"events-per-second",
       "N",
       "How many, as the mean of a day (default: 0.05).",
       {simulate},
       set_rate},
      {"for", "D", "How long a time to cover (default: 28 days).", {simulate}, set_for},
      {"seed", "N", "Another number gives other events (default: 1).", {simulate}, set_seed},
      {"from",
       "T",
       "The time of the first event (default: so that the last is now).",
       {simulate},
       set_from},
      {"outage-from",
       "T",
       "When an outage begins (default: there is none, or, with --outage-for, half-way).",
       {simulate},
       set_outage_from},
      {"outage-for", "D", "How long it lasts (default: 2h).", {simulate}, set_outage_for},
      {"follow", "", "Go on in real time afterwards.", {simulate}, set_follow},
      {"help", "", "This text.", every, nullptr},
      {"version", "", "The program's version.", every, nullptr},
  };
}

}  // namespace

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = make_flags();
  return all;
}

}  // namespace charterd::daemon
