#include "tests/reference/agreement.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/loader.h"
#include "rules/engine.h"
#include "rules/plan.h"
#include "tests/reference/engine_feed.h"
#include "tests/reference/slow_figures.h"

namespace charterd::slow {
namespace {

using rules::WindowFigure;

// Doubles are rounded differently; percentiles are shown to 1%.
constexpr double kRounding = 1e-9;
constexpr double kSketch = 0.0101;

template <class Number>
std::string show(const std::optional<Number>& value) {
  return value ? fmt::format("{}", *value) : "null";
}

bool near(const std::optional<double>& a, const std::optional<double>& b, double tolerance) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= tolerance * std::max({1.0, std::abs(*a), std::abs(*b)});
}

// Collects what differs between two figures.
class Differences {
 public:
  template <class Value>
  void same(const char* what, const Value& engine, const Value& reference) {
    if (engine != reference) add(what, show_any(engine), show_any(reference));
  }
  void same(const char* what, const std::optional<double>& engine,
            const std::optional<double>& reference, double tolerance) {
    if (!near(engine, reference, tolerance)) add(what, show(engine), show(reference));
  }
  void add(const char* what, const std::string& engine, const std::string& reference) {
    text_ += fmt::format("    {}: engine {}, reference {}\n", what, engine, reference);
  }
  const std::string& text() const { return text_; }

 private:
  static std::string show_any(std::int64_t value) { return std::to_string(value); }
  static std::string show_any(const std::optional<std::int64_t>& value) { return show(value); }
  static std::string show_any(Instant value) { return slow::show(value); }
  static std::string show_any(rules::Status value) { return std::string(rules::name_of(value)); }

  std::string text_;
};

void compare(const WindowFigure& engine, const WindowFigure& reference, const config::Goal& goal,
             Differences& differences) {
  const bool percentile = goal.statistic == config::Statistic::percentile;
  differences.same("from", engine.from, reference.from);
  differences.same("to", engine.to, reference.to);
  differences.same("good", engine.good, reference.good, kRounding);
  differences.same("bad", engine.bad, reference.bad, kRounding);
  differences.same("count", engine.count, reference.count);
  if (engine.sum) differences.same("sum", engine.sum, reference.sum, kRounding);
  differences.same("excluded", engine.excluded, reference.excluded);
  differences.same("pending", engine.pending, reference.pending);
  differences.same("overdue", engine.overdue, reference.overdue);
  differences.same("value", engine.value, reference.value, percentile ? kSketch : kRounding);
  differences.same("low", engine.low, reference.low, kRounding);
  differences.same("high", engine.high, reference.high, kRounding);
  differences.same("budget", engine.budget_remaining, reference.budget_remaining, kRounding);
  differences.same("status", engine.status, reference.status);
}

// A part that has no outcome any more may be shown or not.
bool says_nothing(const WindowFigure& figure) {
  const auto none = [](const auto& value) { return !value || *value == 0; };
  return none(figure.good) && none(figure.bad) && none(figure.count) && figure.excluded == 0 &&
         none(figure.pending) && none(figure.overdue);
}

class Both {
 public:
  Both(std::shared_ptr<const config::Charter> charter, Duration arrives_within)
      : charter_(std::move(charter)),
        plan_(rules::Plan::compile(charter_, vocabulary_)),
        engine_(plan_, options(*charter_, arrives_within)),
        world_(*charter_),
        history_(world_, arrives_within) {}

  void apply(const Event& event) {
    history_.add(event);
    slow::apply(engine_, vocabulary_, event);
  }

  /// "" when they agree.
  std::string compare_at(Instant now) {
    const rules::Figures figures = engine_.figures(now);
    std::string found;
    for (const rules::TargetFigures& target : figures.targets) found += compare_target(target, now);
    for (std::size_t i = 0; i < charter_->cases.size(); ++i) {
      found += compare_cases(figures.cases[i], history_.count_cases(i));
    }
    return found;
  }

 private:
  static rules::EngineOptions options(const config::Charter& charter, Duration arrives_within) {
    rules::EngineOptions options;
    options.arrives_within.assign(charter.cases.size(), arrives_within);
    return options;
  }

  static std::string compare_cases(const rules::CaseFigures& engine, const CaseCount& reference) {
    Differences differences;
    differences.same("open", engine.open, reference.open);
    differences.same("closed", engine.closed, reference.closed);
    differences.same("voided", engine.voided, reference.voided);
    differences.same("orphan_events", engine.orphan_events, reference.orphan_events);
    if (differences.text().empty()) return {};
    return fmt::format("  case {}\n{}", engine.id, differences.text());
  }

  std::string compare_target(const rules::TargetFigures& engine, Instant now) const {
    const config::Target& target = *engine.target;
    const std::vector<Outcome> outcomes = history_.outcomes(target, now);
    std::string found;
    Differences whole;
    whole.same("no_due", engine.no_due, count_no_due(target, outcomes));
    std::vector<rules::Part> all = parts(target, *charter_, outcomes);
    for (const WindowFigure& figure : engine.series) {
      if (std::find(all.begin(), all.end(), figure.part) == all.end()) all.push_back(figure.part);
    }
    for (const rules::Part& part : all) found += compare_part(engine, outcomes, part, now);
    if (found.empty() && whole.text().empty()) return {};
    return fmt::format("  target {}\n{}{}", target.id, whole.text(), found);
  }

  static std::optional<std::int64_t> count_no_due(const config::Target& target,
                                                  const std::vector<Outcome>& outcomes) {
    if (!tests_due(target)) return std::nullopt;
    return std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
      return outcome.judged.kind == Judgement::Kind::no_due;
    });
  }

  std::string compare_part(const rules::TargetFigures& engine, const std::vector<Outcome>& outcomes,
                           const rules::Part& part, Instant now) const {
    std::string found;
    for (const WindowFigure& wanted : figures(*engine.target, *charter_, outcomes, part, now)) {
      const auto figure =
          std::find_if(engine.series.begin(), engine.series.end(), [&](const WindowFigure& each) {
            return each.part == part && each.previous == wanted.previous;
          });
      Differences differences;
      if (figure != engine.series.end()) {
        compare(*figure, wanted, engine.target->goal, differences);
      } else if (!says_nothing(wanted) || is_listed(part)) {
        differences.add("the part", "lacks it", "has it");
      }
      if (differences.text().empty()) continue;
      found += fmt::format("   {}={} {}\n{}", part.by, part.value,
                           wanted.previous ? "previous" : "current", differences.text());
    }
    return found;
  }

  bool is_listed(const rules::Part& part) const {
    const auto* listed = charter_->find_scope(part.by);
    return part.by.empty() || (listed != nullptr && std::find(listed->begin(), listed->end(),
                                                              part.value) != listed->end());
  }

  std::shared_ptr<const config::Charter> charter_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
  rules::Engine engine_;
  World world_;
  History history_;
};

}  // namespace

std::optional<std::string> disagreement(const Scenario& scenario) {
  auto loaded = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
  if (!loaded.value) return std::nullopt;
  Both both(std::make_shared<config::Charter>(std::move(*loaded.value)), scenario.arrives_within);
  Instant now = Instant::min();
  for (const Arrival& arrival : scenario.arrivals) {
    // T is never before what has happened, and never falls.
    now = std::max({now, arrival.event.time, arrival.clock});
    both.apply(arrival.event);
    const std::string found = both.compare_at(now);
    if (found.empty()) continue;
    return fmt::format("after event {} of {}, T = {}\n{}", arrival.event.arrival + 1,
                       scenario.arrivals.size(), show(now), found);
  }
  return std::nullopt;
}

std::string refusal(const Scenario& scenario) {
  const auto loaded = config::parse_charter(to_yaml(scenario.charter), "charter.yml");
  if (loaded.value) return {};
  std::string text;
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == config::Severity::error) text += render(diagnostic);
  }
  return text;
}

}  // namespace charterd::slow
