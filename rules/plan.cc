#include "rules/plan.h"

#include <algorithm>

#include "rules/histogram.h"
#include "rules/improvement.h"

namespace charterd::rules {

using config::Goal;
using config::Statistic;

namespace {

class Compiler {
 public:
  Compiler(Plan& plan, collectors::Vocabulary& vocabulary)
      : plan_(plan), charter_(*plan.charter), vocabulary_(vocabulary) {}

  void compile() {
    for (std::size_t i = 0; i < charter_.measures.size(); ++i) add_measure(i);
    for (const config::Target& target : charter_.targets) add_target(target);
    plan_.measures_of_type.resize(vocabulary_.types.size());
    for (std::size_t i = 0; i < charter_.measures.size(); ++i) {
      for (const std::string& name : charter_.measures[i].events.names) {
        plan_.measures_of_type[vocabulary_.types.add(name)].push_back(i);
      }
    }
  }

 private:
  Predicate predicate(const config::Condition& condition) {
    return Predicate::compile(condition, charter_, vocabulary_);
  }
  std::optional<Predicate> predicate(const std::optional<config::Condition>& condition) {
    if (!condition) return std::nullopt;
    return predicate(*condition);
  }

  void add_measure(std::size_t index) {
    const config::Measure& config = charter_.measures[index];
    MeasurePlan measure;
    measure.config = &config;
    for (const std::string& name : config.events.names) vocabulary_.types.add(name);
    measure.where = predicate(config.events.where);
    measure.value = value_reader(charter_, index, vocabulary_.fields);
    if (!config.weight_field.empty()) {
      measure.weight = ValueReader{static_cast<std::uint16_t>(index),
                                   vocabulary_.fields.add(config.weight_field),
                                   {},
                                   std::pair{Fixed{0}, kHeaviest}};
    }
    measure.bounds = bucket_bounds(charter_, config);
    plan_.measures.push_back(std::move(measure));
  }

  LabelId label(const std::string& name) {
    const auto found = std::find_if(plan_.labels.begin(), plan_.labels.end(),
                                    [&](const LabelPlan& l) { return l.name == name; });
    if (found != plan_.labels.end()) return static_cast<LabelId>(found - plan_.labels.begin());
    const std::vector<std::string>* listed = charter_.find_scope(name);
    plan_.labels.push_back({name, vocabulary_.fields.add(name),
                            listed != nullptr ? *listed : std::vector<std::string>{}});
    return static_cast<LabelId>(plan_.labels.size() - 1);
  }

  void add_target(const config::Target& config) {
    const config::Measure* measure = charter_.find_measure(config.measure);
    const auto index = static_cast<std::size_t>(measure - charter_.measures.data());
    TargetPlan target;
    target.config = &config;
    target.measure = measure;
    target.where = predicate(config.where);
    target.exclude = predicate(config.exclude);
    target.kept = predicate(config.good ? config.good : config.bad);
    target.kept_is_bad = !config.good && config.bad.has_value();
    target.exempt = exemptions(config.id);
    for (const std::string& name : config.by) target.by.push_back(label(name));
    target.shown_by = target.by.size();
    if (!config.across.empty()) target.by.push_back(label(config.across));
    target.window = config.effective_window();
    target.minimum = config.effective_minimum();
    target.allowed = allowed_share(config.goal);
    target.burn = burn_pairs(config);
    if (config.goal.is_improvement()) target.ends = config.deadline;
    choose_cell(target);
    for (const LabelId id : target.by) {
      auto& labels = plan_.measures[index].labels;
      if (std::find(labels.begin(), labels.end(), id) == labels.end()) labels.push_back(id);
    }
    plan_.measures[index].targets.push_back(plan_.targets.size());
    plan_.targets.push_back(std::move(target));
  }

  std::vector<config::Period> exemptions(const std::string& target) const {
    std::vector<config::Period> periods;
    for (const config::Exemption& exemption : charter_.exemptions) {
      const auto& named = exemption.targets;
      if (named.empty() || std::find(named.begin(), named.end(), target) != named.end()) {
        periods.push_back(exemption.period);
      }
    }
    return periods;
  }

  void choose_cell(TargetPlan& target) const {
    const Goal& goal = target.config->goal;
    if (goal.is_share()) {
      target.cell = target.measure->weight_field.empty() ? CellKind::share : CellKind::weighted;
      return;
    }
    target.cell = goal.statistic == Statistic::percentile ? CellKind::sketch : CellKind::values;
    if (goal.statistic != Statistic::percentile || goal.is_improvement()) return;
    target.limit = goal.amount;
    target.limit_included = goal.kind == Goal::Kind::at_most;
  }

  // Heavier weights would let the sum of their squares overflow.
  static constexpr Fixed kHeaviest = 100'000'000 * kFixedOne;

  Plan& plan_;
  const config::Charter& charter_;
  collectors::Vocabulary& vocabulary_;
};

}  // namespace

std::shared_ptr<const Plan> Plan::compile(std::shared_ptr<const config::Charter> charter,
                                          collectors::Vocabulary& vocabulary) {
  auto plan = std::make_shared<Plan>();
  plan->charter = std::move(charter);
  Compiler{*plan, vocabulary}.compile();
  return plan;
}

}  // namespace charterd::rules
