#include "daemon/case_delays.h"

#include <algorithm>

namespace charterd::daemon {
namespace {

using Names = std::vector<std::string>;

// The events that play a role in the case, for itself or for its targets.
Names events_of(const rules::CasePlan& of, const collectors::Vocabulary& vocabulary) {
  Names names;
  for (const rules::RolePlan& role : of.roles) {
    for (const collectors::EventTypeId type : role.types) {
      names.push_back(vocabulary.types.name(type));
    }
  }
  return names;
}

// Whether the mapping says by itself that it gives what cases look at, whatever the event's type.
bool gives_field(const config::EventMapping& mapping, const rules::CasePlan& of,
                 const collectors::Vocabulary& vocabulary) {
  std::vector<collectors::FieldId> looked_at;
  if (of.due_field) looked_at.push_back(*of.due_field);
  for (const rules::CaseFieldPlan& field : of.fields) looked_at.push_back(field.field);
  const auto maps = [&](collectors::FieldId id) {
    return std::any_of(mapping.fields.begin(), mapping.fields.end(), [&](const auto& field) {
      return field.first == vocabulary.fields.name(id);
    });
  };
  return maps(of.key) && std::any_of(looked_at.begin(), looked_at.end(), maps);
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

std::vector<Duration> case_delays(const config::Settings& settings, const rules::Plan& plan,
                                  const collectors::Vocabulary& vocabulary) {
  std::vector<Duration> delays;
  for (const rules::CasePlan& of : plan.cases) {
    const Names names = events_of(of, vocabulary);
    Duration longest{};
    for (const config::Source& source : settings.sources) {
      const bool gives = std::any_of(
          source.events.begin(), source.events.end(), [&](const config::EventMapping& mapping) {
            return may_give(mapping.type, names) || gives_field(mapping, of, vocabulary);
          });
      if (gives) longest = std::max(longest, source.arrives_within);
    }
    delays.push_back(longest);
  }
  return delays;
}

}  // namespace charterd::daemon
