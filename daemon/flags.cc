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

Problem set_at(Options& options, const std::string& value) {
  const auto moment = parse_moment(value);
  if (!moment) return moment.error();
  if (const auto* instant = std::get_if<Instant>(&*moment)) options.at = *instant;
  if (const auto* local = std::get_if<LocalTime>(&*moment)) options.at_local = *local;
  return std::nullopt;
}

std::vector<std::string> formats_of(Command command) {
  if (command == Command::report) return {"markdown", "csv", "json"};
  if (command == Command::cases) return {"table", "csv", "json"};
  return {"table", "json", "csv", "markdown"};
}

Problem set_format(Options& options, const std::string& value) {
  std::string name;
  const auto problem = one_of(name, value, formats_of(options.command));
  if (problem && value == "html" && options.command != Command::cases) {
    return "html comes in a later version; " + *problem;
  }
  if (problem) return problem;
  options.format = name == "json"       ? OutputFormat::json
                   : name == "csv"      ? OutputFormat::csv
                   : name == "markdown" ? OutputFormat::markdown
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

Problem set_follow(Options& options, const std::string& /*value*/) {
  options.follow = true;
  return std::nullopt;
}

std::vector<Flag> make_flags() {
  using enum Command;
  const std::vector<Command> all = {run,   check,  evaluate, explain, report, cases,
                                    rules, events, simulate, backup,  forget};
  return {
      {"config.file", "FILE", "The operator's file (default: /etc/charterd/charterd.yml).", all,
       set_config_file},
      {"web.listen-address",
       "HOST:PORT",
       "Where /metrics is served; port 0 takes any free one.",
       {run},
       set_listen_address},
      {"storage.path",
       "DIR",
       "Where the daemon keeps its state.",
       {run, report, cases, backup, forget},
       set_storage_path},
      {"log.level", "LEVEL", "debug, info, warn or error (default: info).", {run}, set_log_level},
      {"log.format", "FORMAT", "logfmt or json (default: logfmt).", {run}, set_log_format},
      {"strict", "", "Warnings count as errors.", {check}, set_strict},
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
       "table, json, csv or markdown; of report markdown, csv or json; of cases table, csv or json "
       "(default: the first of them).",
       {evaluate, report, cases},
       set_format},
      {"period",
       "PERIOD",
       "A year, quarter, month or day that is over: 2026, 2026-Q3, 2026-10 or 2026-10-31.",
       {report},
       set_period},
      {"overdue", "", "Those past their deadline and still open, oldest first.", {cases}, set_overdue},
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
      {"source", "NAME", "Only this source (default: all).", {events}, set_source},
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
      {"help", "", "This text.", all, nullptr},
      {"version", "", "The program's version.", all, nullptr},
  };
}

}  // namespace

const std::vector<CommandWord>& command_words() {
  static const std::vector<CommandWord> words = {
      {Command::run, "run", "the daemon (also with no command)",
       "Follows the sources, keeps every figure up to date and serves it to Prometheus.",
       "  charterd run --config.file charterd.yml --web.listen-address 127.0.0.1:10464\n"},
      {Command::check, "check", "validate both files and grade every target",
       "Reads the operator's file and the charter, shows everything that is wrong in them, grades\n"
       "each target (Specific, Measurable, Achievable, Relevant, Time-bound) and counts the "
       "series\n"
       "of the metrics. Status 0: fine, 1: errors (with --strict, warnings too), 2: usage.",
       "  charterd check --config.file charterd.yml --strict\n"},
      {Command::evaluate, "evaluate", "read all sources once and print every target's verdict",
       "Reads all sources from beginning to end and judges every target as of one moment.",
       "  charterd evaluate --config.file charterd.yml --at 2026-04-01\n"
       "  charterd evaluate --config.file charterd.yml --format json | jq '.targets[].status'\n"},
      {Command::explain, "explain", "list every miss, exclusion and overdue case behind a figure",
       "Reads all sources from beginning to end and lists what one target's figure is made of:\n"
       "when, which case, which rule, file and line. Status 1 when the list is not the figure.",
       "  charterd explain phone-service-level --config.file charterd.yml\n"
       "  charterd explain orders-right --window previous --at 2026-04-01\n",
       "TARGET, the id of a target of the charter"},
      {Command::report, "report", "print a finished period's results out of the daemon's state",
       "Says how each target was kept in a year, quarter, month or day that is over, and in parts\n"
       "of it, out of what the daemon keeps: no log is read. The goals are those of the charter as\n"
       "it is now; the output names its version and hash. A goal of a count or a sum is judged only\n"
       "in a period of its own window's length, an improvement only where its deadline lies in or\n"
       "at the end of the period, by its own window. Status 1: there are no such results.",
       "  charterd report --config.file charterd.yml --period 2026-10 > october.md\n"
       "  charterd report --period 2026-Q3 --format json | jq '.targets[].status'\n"},
      {Command::cases, "cases", "list open cases past their deadline",
       "Lists, out of what the daemon keeps, each case that is past its deadline and still open,\n"
       "once for each target that it misses so, oldest deadline first. Its keys are those of\n"
       "customers' cases: look after the output.",
       "  charterd cases --overdue --config.file charterd.yml\n"
       "  charterd cases --overdue --format csv --limit 100000 > overdue.csv\n"},
      {Command::rules, "rules", "write Prometheus rules for this charter",
       "Writes recording rules that sum the figures over all instances, and alerts on them. The "
       "tests\n"
       "expect the rules beside them in a file that is called as their header says.",
       "  charterd rules --config.file charterd.yml > shop.rules.yml\n"
       "  charterd rules --config.file charterd.yml --tests > shop.tests.yml\n"
       "  promtool test rules shop.tests.yml\n"},
      {Command::events, "events", "print the events that the records make",
       "Prints, as JSON lines, the events that the mapping makes of the records, and the place "
       "and\n"
       "reason of each rejected record: to try a mapping before trusting it.",
       "  charterd events --config.file charterd.yml --source contact-centre --limit 20\n"},
      {Command::simulate, "simulate", "write a believable stream of events",
       "Writes JSON lines for the charter's measures, with a daily curve and, on request, an\n"
       "outage: for demonstrations and load tests. The same seed gives the same events.",
       "  charterd simulate --config.file charterd.yml --from 2026-10-01T00:00:00Z --for 31d\n"},
      {Command::backup, "backup", "write a consistent copy of the daemon's state",
       "Writes what the daemon has committed at one instant to a new file, while it runs or not.\n"
       "To begin with the copy, put it as state.db into a storage path of its own.",
       "  charterd backup /backup/charterd-2026-10-31.db --config.file charterd.yml\n",
       "FILE, one that is not there yet"},
      {Command::forget, "forget", "remove a case's events from the daemon's state",
       "Forgets the cases with this key: through the daemon where it runs, else by itself. What\n"
       "they were counted as stays in the figures; what is pending or overdue leaves them; later\n"
       "events of the key make no case anew. The logs still hold the events, and so do backups: a\n"
       "daemon that begins anew, or with a new or changed target, reads the logs again. Erase\n"
       "them there first.",
       "  charterd forget order-4711 --config.file charterd.yml\n"
       "  charterd forget 4711 --case complaint\n",
       "KEY, the key of a case"},
  };
  return words;
}

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = make_flags();
  return all;
}

const std::vector<std::string_view>& later_commands() {
  static const std::vector<std::string_view> names = {"init"};
  return names;
}

const std::vector<LaterFlag>& later_flags() {
  static const std::vector<LaterFlag> all = {{"web.config.file"},
                                             {"web.enable-lifecycle", false},
                                             {"against"}};
  return all;
}

const CommandWord& word_of(Command command) {
  const auto& words = command_words();
  return *std::find_if(words.begin(), words.end(),
                       [&](const CommandWord& word) { return word.command == command; });
}

}  // namespace charterd::daemon
