#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "config/diagnostic.h"
#include "daemon/case_delays.h"
#include "daemon/commands.h"
#include "daemon/evaluation.h"
#include "daemon/explain_text.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"
#include "rules/explain.h"

namespace charterd::daemon {
namespace {

std::optional<std::size_t> find_target(const rules::Plan& plan, const std::string& id) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < plan.targets.size(); ++i) {
    if (plan.targets[i].config->id == id) return i;
    ids.push_back(plan.targets[i].config->id);
  }
  const std::string nearest = config::nearest(id, ids);
  std::cerr << fmt::format("charterd: the charter has no target \"{}\"{}\n", id,
                           nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest));
  return std::nullopt;
}

// The figure of all outcomes in the window that was asked for.
const rules::WindowFigure* find_figure(const rules::TargetFigures& figures, bool previous) {
  for (const rules::WindowFigure& figure : figures.series) {
    if (figure.part == rules::Part{} && figure.previous == previous) return &figure;
  }
  std::cerr << fmt::format("charterd: the window of {} is rolling: it has no previous one\n",
                           figures.target->id);
  return nullptr;
}

std::string place_of(const rules::Explanation& one, const Sources& sources) {
  const std::string path(sources[one.source]->stream_path(one.stream));
  return one.line > 0 ? fmt::format("{}:{}", path, one.line) : path;
}

}  // namespace

int run_explain(const Options& options) {
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  const config::Charter& charter = *setup->charter;
  const auto target = find_target(*setup->plan, options.operand);
  if (!target) return 1;
  const auto asked = moment_asked(options, charter.timezone);
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  rules::Explainer explainer(*setup->plan, *target, language);
  rules::Engine engine(
      setup->plan, {.metrics = false,
                    .until = asked,
                    .forgets = false,
                    .by_line = true,
                    .arrives_within = case_delays(setup->settings, *setup->plan, setup->vocabulary),
                    .observer = &explainer});
  const Sources sources = setup->open_sources(collectors::ReadMode::once);
  read_all(sources, engine);
  const std::size_t problems = report_all_problems(sources, setup->settings, std::cerr);
  const rules::Figures figures = engine.figures(moment_of(asked, engine));
  const rules::TargetFigures& of = figures.targets[*target];
  const rules::WindowFigure* figure = find_figure(of, options.previous_window);
  if (figure == nullptr) return 1;
  const auto found = explainer.explain(engine, figure->from, figure->to, !figure->previous);
  std::vector<std::string> places;
  places.reserve(found.size());
  for (const rules::Explanation& one : found) places.push_back(place_of(one, sources));
  std::cout << explain_text({figures, of, *figure, found, places}, look_of_output());
  const bool agrees = rules::adds_up(of, *figure, found);
  if (!agrees) std::cerr << "charterd: the list is not the figure: please report this\n";
  return finish_output() && agrees && problems == 0 ? 0 : 1;
}

}  // namespace charterd::daemon
