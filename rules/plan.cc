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
    for (const config::Case& config : charter_.cases) {
      plan_.cases.push_back(compile_case(config, charter_, vocabulary_));
    }
    for (const config::Target& target : charter_.targets) add_target(target);
    add_case_histograms(plan_, charter_);
    keep_unnamed_events();
    route_events();
  }

 private:
  // An event of whatever type may give a case the fields that its targets look at.
  void keep_unnamed_events() {
    for (const CasePlan& of : plan_.cases) {
      if (of.due_field) vocabulary_.telling.push_back({of.key, *of.due_field});
      for (const CaseFieldPlan& field : of.fields) {
        vocabulary_.telling.push_back({of.key, field.field});
      }
    }
    // No record has a type without a name.
    if (!vocabulary_.telling.empty()) vocabulary_.unnamed = vocabulary_.types.add("");
  }

  void route_events() {
    plan_.measures_of_type.resize(vocabulary_.types.size());
    for (std::size_t i = 0; i < charter_.measures.size(); ++i) {
      for (const std::string& name : charter_.measures[i].events.names) {
        plan_.measures_of_type[vocabulary_.types.add(name)].push_back(i);
      }
    }
    for (CasePlan& of : plan_.cases) finish_case(of, vocabulary_);
    plan_.cases_of_type = cases_of_types(plan_.cases);
  }

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
    measure.histogram.measure = config.id;
    measure.histogram.unit = config::base_of(config.unit);
    measure.histogram.bounds = bucket_bounds(charter_, config);
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
    TargetPlan target;
    target.config = &config;
    target.where = predicate(config.where);
    target.exempt = exemptions(config.id);
    for (const std::string& name : config.by) target.by.push_back(label(name));
    target.shown_by = target.by.size();
    if (!config.across.empty()) target.by.push_back(label(config.across));
    target.window = config.effective_window();
    target.minimum = config.effective_minimum();
    target.allowed = allowed_share(config.goal);
    target.burn = burn_pairs(config);
    if (config.goal.is_improvement()) target.ends = config.deadline;
    target.kept_is_bad = !config.good && config.bad.has_value();
    if (config.subject == config::Target::Subject::measure) {
      set_measure(target);
    } else {
      set_case(target);
    }
    choose_cell(target);
    plan_.targets.push_back(std::move(target));
  }

  void set_measure(TargetPlan& target) {
    const config::Target& config = *target.config;
    target.measure = charter_.find_measure(config.measure);
    target.exclude = predicate(config.exclude);
    target.kept = predicate(config.good ? config.good : config.bad);
    MeasurePlan& measure =
        plan_.measures[static_cast<std::size_t>(target.measure - charter_.measures.data())];
    for (const LabelId id : target.by) add_label(measure.histogram.labels, id);
    measure.targets.push_back(plan_.targets.size());
  }

  void set_case(TargetPlan& target) {
    const auto found = std::find_if(plan_.cases.begin(), plan_.cases.end(), [&](const auto& of) {
      return of.config->id == target.config->case_id;
    });
    target.of_case = static_cast<std::size_t>(found - plan_.cases.begin());
    target.case_measure =
        add_case_target(*found, target, plan_.targets.size(), charter_, vocabulary_);
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
      const bool weighted = target.measure != nullptr && !target.measure->weight_field.empty();
      target.cell = weighted ? CellKind::weighted : CellKind::share;
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

bool TargetPlan::is_exempt(Instant t) const {
  return std::any_of(exempt.begin(), exempt.end(),
                     [t](const config::Period& period) { return period.contains(t); });
}

std::shared_ptr<const Plan> Plan::compile(std::shared_ptr<const config::Charter> charter,
                                          collectors::Vocabulary& vocabulary) {
  auto plan = std::make_shared<Plan>();
  plan->charter = std::move(charter);
  Compiler{*plan, vocabulary}.compile();
  return plan;
}

}  // namespace charterd::rules
