#include "rules/prometheus_feeds.h"

#include <algorithm>
#include <optional>
#include <set>

namespace charterd::rules {

namespace {

using Names = std::set<std::string>;

void add(const config::EventSelector& selector, Names& names) {
  names.insert(selector.names.begin(), selector.names.end());
}

void add(const config::Condition& condition, Names& names) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (test.subject == config::Test::Subject::event) {
        names.insert(test.texts.begin(), test.texts.end());
      }
    }
    for (const config::Condition& inner : map.none_of) add(inner, names);
  }
}

void add(const config::Case& one, Names& names) {
  for (const auto* selector : {&one.opens, &one.closes, &one.voids, &one.reopens}) {
    add(*selector, names);
  }
  for (const config::Case::Pause& pause : one.pauses) {
    add(pause.from, names);
    add(pause.to, names);
  }
  for (const config::CaseMeasure& measure : one.measures) {
    add(measure.count, names);
    if (measure.from) add(measure.from->event, names);
    if (measure.to) add(measure.to->event, names);
  }
}

Names looked_at(const config::Target& target, const config::Charter& charter) {
  Names names;
  if (target.subject == config::Target::Subject::measure) {
    const config::Measure* const measure = charter.find_measure(target.measure);
    if (measure != nullptr) add(measure->events, names);
    return names;
  }
  for (const config::Case& one : charter.cases) {
    if (one.id == target.case_id) add(one, names);
  }
  for (const auto* condition : {&target.good, &target.bad, &target.exclude}) {
    if (*condition) add(**condition, names);
  }
  return names;
}

// nullopt: any name, taken from a field.
std::optional<Names> made_by(const config::Source& source) {
  Names names;
  if (source.events.empty()) return std::nullopt;
  for (const config::EventMapping& mapping : source.events) {
    const config::TextSource& type = mapping.type;
    if (type.map) {
      for (const auto& [from, to] : *type.map) names.insert(to);
    } else if (type.field.empty()) {
      names.insert(type.value);
    } else {
      return std::nullopt;
    }
  }
  return names;
}

}  // namespace

std::vector<std::string> targets_fed_by(const config::Source& source,
                                        const config::Charter& charter) {
  const std::optional<Names> made = made_by(source);
  std::vector<std::string> fed;
  for (const config::Target& target : charter.targets) {
    const Names wanted = looked_at(target, charter);
    const bool feeds = !made || std::any_of(wanted.begin(), wanted.end(), [&](const auto& name) {
      return made->count(name) > 0;
    });
    if (feeds) fed.push_back(target.id);
  }
  return fed;
}

}  // namespace charterd::rules
