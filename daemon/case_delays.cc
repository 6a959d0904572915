#include "daemon/case_delays.h"

#include <algorithm>

namespace charterd::daemon {
namespace {

using Names = std::vector<std::string>;

void add(const config::EventSelector& selector, Names& names) {
  names.insert(names.end(), selector.names.begin(), selector.names.end());
}

void add(const std::optional<config::CaseMeasure::End>& end, Names& names) {
  if (end) add(end->event, names);
}

// The events that the definition of a case names.
Names events_of(const config::Case& of) {
  Names names;
  for (const auto* selector : {&of.opens, &of.closes, &of.voids, &of.reopens}) {
    add(*selector, names);
  }
  for (const auto& pause : of.pauses) {
    add(pause.from, names);
    add(pause.to, names);
  }
  for (const config::CaseMeasure& measure : of.measures) {
    add(measure.from, names);
    add(measure.to, names);
    add(measure.count, names);
  }
  return names;
}

bool may_give(const config::TextSource& type, const Names& names) {
  const auto is_named = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (type.map) {
    return std::any_of(type.map->begin(), type.map->end(),
                       [&](const auto& entry) { return is_named(entry.second); });
  }
  // A field may hold any name.
  return type.field.empty() ? is_named(type.value) : true;
}

}  // namespace

std::vector<Duration> case_delays(const config::Settings& settings, const rules::Plan& plan) {
  std::vector<Duration> delays;
  for (const rules::CasePlan& of : plan.cases) {
    const Names names = events_of(*of.config);
    Duration longest{};
    for (const config::Source& source : settings.sources) {
      const bool gives =
          std::any_of(source.events.begin(), source.events.end(),
                      [&](const auto& mapping) { return may_give(mapping.type, names); });
      if (gives) longest = std::max(longest, source.arrives_within);
    }
    delays.push_back(longest);
  }
  return delays;
}

}  // namespace charterd::daemon
