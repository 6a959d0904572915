// What targets ask of cases, and what goes to which case: parts of Plan::compile().
#include <algorithm>

#include "rules/plan.h"

namespace charterd::rules {

namespace {

std::optional<std::size_t> subject_of(const CasePlan& plan, const config::Target& target) {
  if (target.subject == config::Target::Subject::whole_case) return std::nullopt;
  const auto found =
      std::find_if(plan.measures.begin(), plan.measures.end(),
                   [&](const auto& measure) { return measure.config->id == target.measure; });
  return static_cast<std::size_t>(found - plan.measures.begin());
}

void add_histogram(CasePlan& plan, std::size_t index, bool business, const Plan& whole,
                   const config::Charter& charter) {
  const CaseMeasurePlan& measure = plan.measures[index];
  CaseHistogramPlan histogram;
  histogram.measure = index;
  histogram.business = business;
  histogram.plan.measure = measure.config->id;
  histogram.plan.unit = measure.is_time() ? config::BaseUnit::seconds : config::BaseUnit::count;
  histogram.plan.business = business;
  histogram.plan.bounds = bucket_bounds(charter, *plan.config, *measure.config, business);
  for (const CaseTargetPlan& target : plan.targets) {
    if (target.subject != index) continue;
    for (const LabelId id : whole.targets[target.target].by) {
      const std::size_t before = histogram.plan.labels.size();
      if (add_label(histogram.plan.labels, id) < before) continue;
      histogram.labels.push_back(add_label(plan.labels, id));
    }
  }
  plan.histograms.push_back(std::move(histogram));
}

}  // namespace

std::size_t add_label(std::vector<LabelId>& labels, LabelId id) {
  const auto found = std::find(labels.begin(), labels.end(), id);
  const auto index = static_cast<std::size_t>(found - labels.begin());
  if (found == labels.end()) labels.push_back(id);
  return index;
}

const config::CaseMeasure* add_case_target(CasePlan& plan, const TargetPlan& target,
                                           std::size_t index, const config::Charter& charter,
                                           collectors::Vocabulary& vocabulary) {
  const config::Target& config = *target.config;
  CaseTargetPlan compiled;
  compiled.target = index;
  compiled.subject = subject_of(plan, config);
  compiled.kept_is_bad = target.kept_is_bad;
  compiled.business_clock = config.goal.business_clock;
  const auto formula = [&](const std::optional<config::Condition>& condition) {
    return condition ? std::optional(compile_formula(*condition, charter, plan, vocabulary))
                     : std::nullopt;
  };
  compiled.kept = formula(config.good ? config.good : config.bad);
  compiled.exclude = formula(config.exclude);
  compiled.needs_due = compiled.kept && asks_due(*compiled.kept);
  for (const LabelId id : target.by) compiled.labels.push_back(add_label(plan.labels, id));
  plan.targets.push_back(std::move(compiled));
  return plan.targets.back().subject ? plan.measures[*plan.targets.back().subject].config : nullptr;
}

void add_case_histograms(Plan& plan, const config::Charter& charter) {
  for (CasePlan& of : plan.cases) {
    for (std::size_t i = 0; i < of.measures.size(); ++i) {
      add_histogram(of, i, false, plan, charter);
      if (of.calendar && of.measures[i].is_time()) add_histogram(of, i, true, plan, charter);
    }
  }
}

std::vector<std::vector<std::size_t>> cases_of_types(const std::vector<CasePlan>& cases) {
  std::vector<std::vector<std::size_t>> of_types(
      cases.empty() ? 0 : cases.front().roles_of_type.size());
  for (std::size_t type = 0; type < of_types.size(); ++type) {
    auto& named = of_types[type];
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!cases[i].roles_of_type[type].empty()) named.push_back(i);
    }
    if (!named.empty()) continue;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (cases[i].due_field || !cases[i].fields.empty()) named.push_back(i);
    }
  }
  return of_types;
}

}  // namespace charterd::rules
