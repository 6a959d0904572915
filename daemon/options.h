// The command line: one table of flags for every command.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/instant.h"
#include "daemon/period.h"

namespace charterd::daemon {

enum class Command {
  run,
  init,
  check,
  evaluate,
  explain,
  report,
  cases,
  rules,
  events,
  simulate,
  backup,
  forget
};
enum class OutputFormat { table, json, csv, markdown, html };

/// What the user asked for. A flag that was not given is nullopt: the file's value holds.
struct Options {
  Command command = Command::run;
  std::filesystem::path config_file = "/etc/charterd/charterd.yml";
  std::optional<std::string> listen_address;
  std::optional<std::filesystem::path> web_config_file;
  std::optional<std::filesystem::path> storage_path;
  std::string log_level = "info";
  std::string log_format;  ///< logfmt | json; "": what suits the reader, usual_log_format()
  bool enable_lifecycle = false;
  // check
  bool strict = false;
  std::optional<std::string> against;  ///< old logs: a folder, a file or a glob
  // cases
  bool overdue = false;
  // explain
  bool previous_window = false;  ///< the last complete calendar window, else the current one
  // evaluate
  std::optional<Instant> at;
  std::optional<LocalTime> at_local;  ///< --at without an offset: in the charter's zone
  OutputFormat format = OutputFormat::table;
  // init, explain, backup, forget
  std::string operand;  ///< a folder, a target's id, a file, a case's key
  // report
  std::optional<Period> period;
  // forget
  std::optional<std::string> case_kind;  ///< its id; nullopt: cases of all kinds
  // rules
  bool rule_tests = false;                 ///< the tests of the rules in place of the rules
  bool alertmanager = false;               ///< Alertmanager's configuration in place of the rules
  std::string job;                         ///< the scrape job; "" for the default
  std::string runbook_url, dashboard_url;  ///< "" for the default
  // events, check with `against`
  std::optional<std::string> source;
  std::optional<std::uint64_t> limit;  ///< of cases too
  // simulate
  double events_per_second = 0;  ///< 0: chosen by the command
  std::optional<Duration> simulate_for;
  std::uint64_t seed = 1;
  std::optional<Instant> simulate_from;  ///< of the first event; so that the last is now otherwise
  std::optional<Instant> outage_from;
  std::optional<Duration> outage_for;
  bool follow = false;  ///< goes on in real time after what --for asked
};

/// A command line that ends here: --help, --version (status 0, for standard output) or a usage
/// error (status 2, for standard error).
struct Ending {
  int status = 0;
  std::string text;
};

/// `arguments` are those after the program's name. Never throws for what the user typed.
std::variant<Options, Ending> parse_options(const std::vector<std::string>& arguments);

}  // namespace charterd::daemon
