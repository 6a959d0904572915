#include "rules/definition.h"

#include <algorithm>
#include <type_traits>

#include "config/packed.h"

namespace charterd::rules {
namespace {

using config::Packer;

// Everything is packed by these few, so that nothing that counts can be left out of one place and
// not of the other.
class Writer {
 public:
  explicit Writer(const config::Charter& charter) : charter_(charter) {}
  const std::string& bytes() const { return packed_.bytes(); }

  void add(bool value) { packed_.flag(value); }
  void add(std::int64_t value) { packed_.integer(value); }
  void add(std::size_t value) { packed_.number(value); }
  void add(int value) { packed_.integer(value); }
  void add(const std::string& text) { packed_.text(text); }
  void add(Instant t) { packed_.instant(t); }
  void add(Duration duration) { packed_.integer(duration.count()); }
  void add(Day day) { packed_.integer(day.time_since_epoch().count()); }
  template <class Enum>
  std::enable_if_t<std::is_enum_v<Enum>> add(Enum value) {
    packed_.number(static_cast<std::uint64_t>(value));
  }
  template <class Value>
  void add(const std::optional<Value>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <class Value>
  void add(const std::vector<Value>& values) {
    add(values.size());
    for (const Value& value : values) add(value);
  }
  template <class First, class Second>
  void add(const std::pair<First, Second>& pair) {
    add(pair.first);
    add(pair.second);
  }

  void add(const config::Quantity& quantity) { all(quantity.kind, quantity.amount); }
  void add(const config::Test& test) {
    all(test.subject, test.name, test.kind, test.texts, test.quantity);
    if (test.subject != config::Test::Subject::measure) return;
    // How its value is read; of a case's measure the case says it.
    if (const config::Measure* m = charter_.find_measure(test.name)) {
      all(m->value_field, m->unit, m->range);
    }
  }
  void add(const config::ConditionMap& map) { all(map.all_of, map.none_of); }
  void add(const config::Condition& condition) { add(condition.any_of); }
  void add(const config::EventSelector& selector) { all(selector.names, selector.where); }
  void add(const config::Period& period) { all(period.from, period.to); }
  void add(const config::DaySpan& span) { all(span.from, span.to); }
  void add(const config::Calendar& calendar) {
    add(calendar.id);
    for (const auto& day : calendar.week) add(day);
    add(calendar.holidays);
  }
  void add(const config::Measure& m) {
    all(m.id, m.events, m.value_field, m.weight_field, m.unit, m.range);
  }
  void add(const config::CaseMeasure::End& end) { all(end.kind, end.event); }
  void add(const config::CaseMeasure& m) { all(m.id, m.from, m.to, m.count); }
  void add(const config::Case::Pause& pause) { all(pause.from, pause.to); }
  void add(const config::Case::Due& due) { all(due.field, due.otherwise); }
  void add(const config::Case& c) {
    all(c.id, c.key_field, c.opens, c.closes, c.voids, c.reopens);
    all(c.pauses, c.calendar, c.due, c.measures);
  }
  void add(const config::Window& window) { all(window.kind, window.length); }
  void add(const LabelPlan& label) { all(label.name, label.listed); }
  void add(const HistogramPlan& histogram) { all(histogram.bounds, histogram.business); }

  template <class... Values>
  void all(const Values&... values) {
    (add(values), ...);
  }

 private:
  const config::Charter& charter_;
  Packer packed_;
};

void add_target(const Plan& plan, const TargetPlan& target, Writer& writer) {
  const config::Target& t = *target.config;
  writer.all(t.id, t.subject, t.measure, t.case_id, t.where, t.exclude, t.good, t.bad, t.active);
  writer.all(plan.charter->timezone.name(), target.exempt, t.effective_window(), t.across,
             t.deadline, target.cell, target.kept_is_bad);
  writer.all(t.goal.statistic, t.goal.business_clock, target.limit, target.limit_included);
  const bool has_baseline = t.goal.is_improvement() && t.baseline;
  writer.add(has_baseline ? t.baseline->period : std::nullopt);
  for (const LabelId id : target.by) writer.add(plan.labels[id]);
  for (const config::Measure& measure : plan.charter->measures) {
    if (measure.id == t.measure) writer.add(measure);
  }
}

bool names(const config::Condition& condition, const std::string& measure) {
  const auto is_of_it = [&](const config::Test& test) {
    return test.subject == config::Test::Subject::measure && test.name == measure;
  };
  const auto has_it = [&](const config::Condition& inner) { return names(inner, measure); };
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), [&](const auto& map) {
    return std::any_of(map.all_of.begin(), map.all_of.end(), is_of_it) ||
           std::any_of(map.none_of.begin(), map.none_of.end(), has_it);
  });
}

bool names(const config::Target& target, const std::string& measure) {
  if (target.measure == measure) return true;
  for (const auto* condition : {&target.where, &target.exclude, &target.good, &target.bad}) {
    if (*condition && names(**condition, measure)) return true;
  }
  return false;
}

std::string definition_of(const Plan& plan, const CasePlan& kind) {
  Writer writer(*plan.charter);
  writer.all(plan.charter->timezone.name(), *kind.config);
  for (const config::Calendar& calendar : plan.charter->calendars) {
    if (calendar.id == kind.config->calendar) writer.add(calendar);
  }
  for (const LabelId id : kind.labels) writer.add(plan.labels[id]);
  for (const CaseTargetPlan& target : kind.targets) {
    add_target(plan, plan.targets[target.target], writer);
  }
  for (const CaseHistogramPlan& histogram : kind.histograms) writer.add(histogram.plan);
  return writer.bytes();
}

}  // namespace

Definitions definitions_of(const Plan& plan) {
  Definitions result;
  for (const LabelPlan& label : plan.labels) {
    Writer writer(*plan.charter);
    writer.add(label);
    result.labels.push_back(writer.bytes());
  }
  for (const MeasurePlan& measure : plan.measures) {
    Writer writer(*plan.charter);
    writer.all(*measure.config, measure.histogram);
    for (const LabelId id : measure.histogram.labels) writer.add(plan.labels[id]);
    result.measures.push_back(writer.bytes());
  }
  for (const CasePlan& kind : plan.cases) result.cases.push_back(definition_of(plan, kind));
  for (const TargetPlan& target : plan.targets) {
    Writer writer(*plan.charter);
    add_target(plan, target, writer);
    for (std::size_t i = 0; i < plan.cases.size(); ++i) {
      if (plan.cases[i].config->id == target.config->case_id) writer.add(result.cases[i]);
    }
    result.targets.push_back(writer.bytes());
  }
  return result;
}

std::string definition_of(const Plan& plan, const TargetPlan& target) {
  Writer writer(*plan.charter);
  add_target(plan, target, writer);
  for (const CasePlan& kind : plan.cases) {
    if (kind.config->id != target.config->case_id) continue;
    config::Case alone = *kind.config;
    const auto is_foreign = [&](const config::CaseMeasure& measure) {
      return !names(*target.config, measure.id);
    };
    alone.measures.erase(std::remove_if(alone.measures.begin(), alone.measures.end(), is_foreign),
                         alone.measures.end());
    writer.add(alone);
    for (const config::Calendar& calendar : plan.charter->calendars) {
      if (calendar.id == alone.calendar) writer.add(calendar);
    }
  }
  return writer.bytes();
}

}  // namespace charterd::rules
