#include "daemon/source_feeds.h"

#include <algorithm>
#include <string>
#include <utility>

#include "config/packed.h"

namespace charterd::daemon {
namespace {

using Names = std::vector<std::string>;

Names events_of(std::size_t measure, const rules::Plan& plan,
                const collectors::Vocabulary& vocabulary) {
  Names names;
  for (std::size_t type = 0; type < plan.measures_of_type.size(); ++type) {
    const auto& measures = plan.measures_of_type[type];
    if (std::find(measures.begin(), measures.end(), measure) == measures.end()) continue;
    names.push_back(vocabulary.types.name(static_cast<collectors::EventTypeId>(type)));
  }
  return names;
}

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

template <class Gives>
bool any_event(const config::Source& source, const Gives& gives) {
  return std::any_of(source.events.begin(), source.events.end(), gives);
}

}  // namespace

SourceFeeds::SourceFeeds(const config::Settings& settings, const rules::Plan& plan,
                         const collectors::Vocabulary& vocabulary)
    : measures_(settings.sources.size()),
      cases_(settings.sources.size()),
      targets_(settings.sources.size()) {
  for (std::size_t i = 0; i < settings.sources.size(); ++i) {
    const config::Source& source = settings.sources[i];
    targets_[i].resize(plan.targets.size());
    for (std::size_t measure = 0; measure < plan.measures.size(); ++measure) {
      const Names names = events_of(measure, plan, vocabulary);
      const bool feeds =
          any_event(source, [&](const auto& mapping) { return may_give(mapping.type, names); });
      measures_[i].push_back(feeds);
      for (const std::size_t target : plan.measures[measure].targets) targets_[i][target] = feeds;
    }
    for (const rules::CasePlan& of : plan.cases) {
      const Names names = events_of(of, vocabulary);
      const bool feeds = any_event(source, [&](const auto& mapping) {
        return may_give(mapping.type, names) || gives_field(mapping, of, vocabulary);
      });
      cases_[i].push_back(feeds);
      for (const rules::CaseTargetPlan& target : of.targets) targets_[i][target.target] = feeds;
    }
  }
}

std::string pack_mapping(const config::Source& source) {
  config::Packer packed;
  for (const config::EventMapping& mapping : source.events) {
    Names types;
    if (mapping.type.map) {
      for (const auto& [text, type] : *mapping.type.map) types.push_back(type);
    } else if (mapping.type.field.empty()) {
      types.push_back(mapping.type.value);
    }
    packed.flag(!mapping.type.map && !mapping.type.field.empty()).number(types.size());
    for (const std::string& type : types) packed.text(type);
    packed.number(mapping.fields.size());
    for (const auto& field : mapping.fields) packed.text(field.first);
  }
  return packed.bytes();
}

config::Source unpack_mapping(std::string_view bytes) {
  config::Source source;
  config::Unpacker from(bytes);
  while (from.good() && !from.ended()) {
    config::EventMapping mapping;
    if (from.flag()) mapping.type.field = "type";
    mapping.type.map.emplace();
    for (std::size_t types = from.count(); types > 0 && from.good(); --types) {
      std::string type(from.text());
      mapping.type.map->emplace(type, type);
    }
    if (!mapping.type.field.empty()) mapping.type.map.reset();
    for (std::size_t fields = from.count(); fields > 0 && from.good(); --fields) {
      mapping.fields.emplace_back(from.text(), config::FieldSource{});
    }
    source.events.push_back(std::move(mapping));
  }
  if (source.events.empty() || !from.good()) {
    source.events.assign(1, {});
    source.events[0].type.field = "type";
  }
  return source;
}

}  // namespace charterd::daemon
