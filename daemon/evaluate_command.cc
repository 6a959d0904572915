#include <chrono>
#include <iostream>

#include "daemon/commands.h"
#include "daemon/progress_bar.h"
#include "daemon/read_once.h"
#include "daemon/results.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"
#include "rules/engine.h"

namespace charterd::daemon {
namespace {

class EngineSink : public collectors::EventSink {
 public:
  explicit EngineSink(rules::Engine& engine) : engine_(engine) {}
  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    engine_.apply(event);
    return std::nullopt;
  }

 private:
  rules::Engine& engine_;
};

collectors::Source::Progress progress_of(const Sources& sources) {
  collectors::Source::Progress sum;
  for (const auto& source : sources) {
    const auto progress = source->progress();
    sum.read += progress.read;
    sum.total += progress.total;
  }
  return sum;
}

// Where the sources have come to their ends, and what the engine was given on the way.
void read_all(const Sources& sources, rules::Engine& engine) {
  EngineSink sink(engine);
  ProgressBar bar(std::cerr, error_is_terminal(), ProgressBar::steady_now);
  for (const auto& source : sources) source->rescan();
  for (const auto& source : sources) {
    read_to_end(*source, sink, [&] {
      bar.update(progress_of(sources));
      return true;
    });
  }
}

std::size_t report_all_problems(const Sources& sources, const config::Settings& settings) {
  std::size_t problems = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    problems += report_problems(*sources[i], settings.sources[i].name, std::cerr);
  }
  return problems;
}

std::optional<Instant> moment_asked(const Options& options, const config::Zone& zone) {
  if (options.at_local) return zone.instant_of(*options.at_local);
  return options.at;
}

// T: what was asked, else the latest accepted event, else, with nothing to go by, now.
Instant moment_of(const std::optional<Instant>& asked, const rules::Engine& engine) {
  if (asked) return *asked;
  if (const auto latest = engine.latest()) return *latest;
  std::cerr << "charterd: no event was accepted: judged as of now\n";
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

}  // namespace

int run_evaluate(const Options& options) {
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  const auto asked = moment_asked(options, setup->charter->timezone);
  rules::Engine engine(setup->plan, {.metrics = false, .until = asked});
  const Sources sources = setup->open_sources(collectors::ReadMode::once);
  read_all(sources, engine);
  const std::size_t problems = report_all_problems(sources, setup->settings);

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
