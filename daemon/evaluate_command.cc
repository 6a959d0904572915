#include <iostream>
#include <memory>

#include "daemon/case_delays.h"
#include "daemon/commands.h"
#include "daemon/evaluation.h"
#include "daemon/results.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"
#include "rules/engine.h"

namespace charterd::daemon {

int run_evaluate(const Options& options) {
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  const auto asked = moment_asked(options, setup->charter->timezone);
  // Not freed at the end: with millions of cases that would take as long as to judge them.
  static auto* const kept = new std::unique_ptr<rules::Engine>;
  *kept = std::make_unique<rules::Engine>(
      setup->plan, rules::EngineOptions{.metrics = options.format == OutputFormat::html,
                                        .until = asked,
                                        .arrives_within = case_delays(setup->settings, *setup->plan,
                                                                      setup->vocabulary)});
  rules::Engine& engine = **kept;
  const Sources sources = setup->open_sources(collectors::ReadMode::once);
  read_all(sources, engine);
  const std::size_t problems = report_all_problems(sources, setup->settings, std::cerr);

  Results results{engine.figures(moment_of(asked, engine)), {}};
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    results.sources.push_back({setup->settings.sources[i].name, sources[i]->counts()});
    bytes += sources[i]->counts().bytes;
  }
  const Look look = look_of_output();
  std::cout << render(results, options.format, look.colour, look.width);
  const bool nothing_read = problems > 0 && bytes == 0;
  return finish_output() && !nothing_read ? 0 : 1;
}

}  // namespace charterd::daemon
