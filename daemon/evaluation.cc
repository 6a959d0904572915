#include "daemon/evaluation.h"

#include <chrono>
#include <iostream>

#include "daemon/progress_bar.h"
#include "daemon/terminal.h"

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

}  // namespace

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

std::size_t report_all_problems(const Sources& sources, const config::Settings& settings,
                                std::ostream& messages) {
  std::size_t problems = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    problems += report_problems(*sources[i], settings.sources[i].name, messages);
  }
  return problems;
}

std::optional<Instant> moment_asked(const Options& options, const config::Zone& zone) {
  if (options.at_local) return zone.instant_of(*options.at_local);
  return options.at;
}

Instant moment_of(const std::optional<Instant>& asked, const rules::Engine& engine) {
  if (asked) return *asked;
  if (const auto latest = engine.latest()) return *latest;
  std::cerr << "charterd: no event was accepted: judged as of now; \"charterd events --limit 5\" "
               "shows what becomes of each record\n";
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

}  // namespace charterd::daemon
