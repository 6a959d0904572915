#include "rules/case_plan.h"

#include <algorithm>

namespace charterd::rules {

using config::CaseMeasure;
using config::EventSelector;
using End = config::CaseMeasure::End;

namespace {

class CaseCompiler {
 public:
  CaseCompiler(CasePlan& plan, const config::Charter& charter, collectors::Vocabulary& vocabulary)
      : plan_(plan), charter_(charter), vocabulary_(vocabulary) {}

  void compile() {
    const config::Case& config = *plan_.config;
    plan_.key = vocabulary_.fields.add(config.key_field);
    plan_.zone = charter_.timezone;
    plan_.keep = config.keep.value_or(kDefaultKeep);
    if (config.due && !config.due->field.empty()) {
      plan_.due_field = vocabulary_.fields.add(config.due->field);
    }
    plan_.opens = role(config.opens);
    plan_.closes = role(config.closes);
    plan_.voids = role(config.voids);
    plan_.reopens = role(config.reopens);
    for (const auto& pause : config.pauses) {
      const Bits begins = role(pause.from);
      plan_.pauses.emplace_back(begins, role(pause.to));
    }
    for (const CaseMeasure& measure : config.measures) plan_.measures.push_back(compile(measure));
    plan_.ends_with_measures =
        config.closes.empty() && std::any_of(plan_.measures.begin(), plan_.measures.end(),
                                             [](const auto& measure) { return measure.is_time(); });
    choose_calendar();
  }

  Bits role(const EventSelector& selector) {
    if (selector.empty()) return 0;
    RolePlan role;
    for (const std::string& name : selector.names) {
      role.types.push_back(vocabulary_.types.add(name));
    }
    if (selector.where) role.where = Predicate::compile(*selector.where, charter_, vocabulary_);
    plan_.roles.push_back(std::move(role));
    return bit(plan_.roles.size() - 1);
  }

 private:
  CaseMeasurePlan compile(const CaseMeasure& config) {
    CaseMeasurePlan measure;
    measure.config = &config;
    if (!config.count.empty()) {
      measure.counts = role(config.count);
      return measure;
    }
    switch (config.from->kind) {
      case End::Kind::opens:
        measure.start = CaseMeasurePlan::Start::opens;
        break;
      case End::Kind::closes:
        measure.start = CaseMeasurePlan::Start::closes;
        break;
      case End::Kind::event:
        measure.start = CaseMeasurePlan::Start::event;
        measure.begins = role(config.from->event);
        break;
    }
    measure.ends_with = config.to->kind == End::Kind::closes;
    if (!measure.ends_with) measure.ends = role(config.to->event);
    return measure;
  }

  void choose_calendar() {
    for (const config::Calendar& calendar : charter_.calendars) {
      if (calendar.id != plan_.config->calendar) continue;
      plan_.calendar.emplace(calendar, std::span<const Day>{}, charter_.timezone);
    }
  }

  CasePlan& plan_;
  const config::Charter& charter_;
  collectors::Vocabulary& vocabulary_;
};

}  // namespace

CasePlan compile_case(const config::Case& config, const config::Charter& charter,
                      collectors::Vocabulary& vocabulary) {
  CasePlan plan;
  plan.config = &config;
  CaseCompiler{plan, charter, vocabulary}.compile();
  return plan;
}

void finish_case(CasePlan& plan, const collectors::Vocabulary& vocabulary) {
  plan.roles_of_type.resize(vocabulary.types.size());
  for (std::size_t i = 0; i < plan.roles.size(); ++i) {
    for (const collectors::EventTypeId type : plan.roles[i].types) {
      auto& roles = plan.roles_of_type[type];
      if (roles.empty() || roles.back() != i) roles.push_back(static_cast<std::uint8_t>(i));
    }
  }
}

}  // namespace charterd::rules
