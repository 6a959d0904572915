#include "daemon/check_history.h"

#include <iostream>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "daemon/case_delays.h"
#include "daemon/evaluation.h"
#include "daemon/history_sources.h"
#include "daemon/history_text.h"
#include "daemon/moment.h"
#include "daemon/result_tables.h"
#include "rules/engine.h"

namespace charterd::daemon {
namespace {

std::string day_text(Day day) { return format_local(LocalTime(day)).substr(0, 10); }

// A period's figures of all targets are asked for once, however many targets have such a window.
class Periods {
 public:
  explicit Periods(const rules::Engine& engine) : engine_(engine) {}

  const rules::TargetFigures& of(std::size_t target, const rules::DaySpan& days) {
    auto [known, is_new] = known_.try_emplace({days.from, days.to});
    if (is_new) known->second = engine_.period(days.from, days.to);
    return known->second.targets[target];
  }

 private:
  const rules::Engine& engine_;
  std::map<std::pair<Day, Day>, rules::Figures> known_;
};

std::vector<TargetHistory> histories(const rules::Engine& engine, const rules::Figures& now,
                                     const rules::DaySpan& days) {
  Periods periods(engine);
  std::vector<TargetHistory> found;
  for (std::size_t i = 0; i < now.targets.size(); ++i) {
    const config::Target& target = *now.targets[i].target;
    std::vector<rules::TargetFigures> figures;
    for (const rules::DaySpan& window : rules::past_windows(target.effective_window(), days)) {
      figures.push_back(periods.of(i, window));
    }
    found.push_back({now.targets[i], rules::goal_history(*now.charter, target, figures)});
  }
  return found;
}

}  // namespace

int check_history(const Options& options, Setup& setup, const Look& look) {
  auto logs = history_sources(setup.settings, *options.against, options.source);
  if (!logs) {
    std::cerr << "charterd: " << logs.error().message << '\n';
    if (logs.error().status == 2) std::cerr << "See: charterd check --help\n";
    return logs.error().status;
  }
  for (const std::string& note : logs->notes) std::cerr << "charterd: " << note << '\n';
  setup.settings.sources = std::move(logs->sources);
  rules::Engine engine(
      setup.plan, rules::EngineOptions{.metrics = true,
                                       .arrives_within = case_delays(setup.settings, *setup.plan,
                                                                     setup.vocabulary)});
  const Sources sources = setup.open_sources(collectors::ReadMode::once);
  read_all(sources, engine);
  report_all_problems(sources, setup.settings, std::cerr);
  const auto latest = engine.latest();
  if (!latest) {
    std::cerr << "charterd: " << *options.against
              << " holds no event that the charter knows: "
                 "\"charterd events --limit 5\" shows what becomes of each record\n";
    return 1;
  }
  Results results{engine.figures(*latest), {}};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    results.sources.push_back({setup.settings.sources[i].name, sources[i]->counts()});
  }
  const config::Zone& zone = setup.charter->timezone;
  const Day last = zone.day_of(*latest);
  const rules::DaySpan days{engine.first_day().value_or(last), last + std::chrono::days{1}};
  std::cout << fmt::format("Against {}, {} to {}:\n\n", *options.against, day_text(days.from),
                           day_text(last))
            << history_text(histories(engine, results.figures, days), look) << '\n'
            << record_table(results).text(look) << '\n';
  return 0;
}

}  // namespace charterd::daemon
