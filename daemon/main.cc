#include <iostream>
#include <variant>

#include "daemon/commands.h"
#include "daemon/options.h"

namespace {

int run_command(const charterd::daemon::Options& options) {
  using charterd::daemon::Command;
  switch (options.command) {
    case Command::run:
      return charterd::daemon::run_daemon(options);
    case Command::init:
      return charterd::daemon::run_init(options);
    case Command::check:
      return charterd::daemon::run_check(options);
    case Command::evaluate:
      return charterd::daemon::run_evaluate(options);
    case Command::explain:
      return charterd::daemon::run_explain(options);
    case Command::report:
      return charterd::daemon::run_report(options);
    case Command::cases:
      return charterd::daemon::run_cases(options);
    case Command::events:
      return charterd::daemon::run_events(options);
    case Command::rules:
      return charterd::daemon::run_rules(options);
    case Command::simulate:
      return charterd::daemon::run_simulate(options);
    case Command::backup:
      return charterd::daemon::run_backup(options);
    case Command::forget:
      return charterd::daemon::run_forget(options);
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = charterd::daemon::parse_options({argv + (argc > 0 ? 1 : 0), argv + argc});
  if (const auto* ending = std::get_if<charterd::daemon::Ending>(&parsed)) {
    (ending->status == 0 ? std::cout : std::cerr) << ending->text;
    return ending->status;
  }
  try {
    return run_command(std::get<charterd::daemon::Options>(parsed));
  } catch (const std::exception& error) {
    // Only what cannot happen, or a machine out of memory: bad input never gets here.
    std::cerr << "charterd: " << error.what() << '\n';
    return 1;
  }
}
