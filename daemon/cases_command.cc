// `charterd cases`: the open cases that somebody has to look after.
#include <iostream>

#include "daemon/commands.h"
#include "daemon/overdue_text.h"
#include "daemon/stored_state.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

constexpr std::size_t kUsualLimit = 100;

std::string text_of(const OverdueList& list, OutputFormat format) {
  if (format == OutputFormat::json) return overdue_json(list);
  if (format == OutputFormat::csv) return overdue_csv(list);
  return overdue_table(list, look_of_output());
}

}  // namespace

int run_cases(const Options& options) {
  if (!options.overdue) {
    std::cerr << "charterd: cases lists those past their deadline: charterd cases --overdue\n"
                 "See: charterd cases --help\n";
    return 2;
  }
  const auto state = load_stored_state(options, std::cerr);
  if (!state) return 1;
  const auto found = rules::overdue_cases(*state->setup->plan, state->live->engine());
  const auto limit = static_cast<std::size_t>(options.limit.value_or(kUsualLimit));
  std::cout << text_of({*state->setup->charter, state->at, found, limit}, options.format);
  if (options.format == OutputFormat::csv && found.size() > limit) {
    std::cerr << "charterd: and " << found.size() - limit << " more: --limit N writes N\n";
  }
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
