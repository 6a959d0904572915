#include "tests/reference/slow_outcomes.h"

#include <algorithm>
#include <stdexcept>

namespace charterd::slow {
namespace {

using config::Target;
using config::Test;

// A condition of a target on events: the event's type, the measure's value, and fields.
bool holds_on(const config::Condition& condition, const Event& event, Fixed value);

bool holds_on(const Test& test, const Event& event, Fixed value) {
  const auto& names = test.texts;
  switch (test.subject) {
    case Test::Subject::event:
      return std::find(names.begin(), names.end(), event.type) != names.end();
    case Test::Subject::measure:
      if (test.kind == Test::Kind::present || test.kind == Test::Kind::absent) {
        return test.kind == Test::Kind::present;
      }
      return compares(test.kind, value, test.quantity->amount);
    case Test::Subject::field:
      return holds(test, event.fields);
  }
  throw std::logic_error("no such test");
}

bool holds_on(const config::Condition& condition, const Event& event, Fixed value) {
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), [&](const auto& map) {
    return std::all_of(map.all_of.begin(), map.all_of.end(),
                       [&](const Test& test) { return holds_on(test, event, value); }) &&
           std::none_of(map.none_of.begin(), map.none_of.end(),
                        [&](const auto& inner) { return holds_on(inner, event, value); });
  });
}

std::optional<Fixed> value_of(const config::Measure& measure, const Event& event) {
  if (!selects(measure.events, event)) return std::nullopt;
  const auto field = event.fields.find(measure.value_field);
  if (field == event.fields.end()) return std::nullopt;
  const auto value = parse_fixed(field->second.text, config::scale_to_base(measure.unit));
  if (!value || !measure.range) return value;
  const bool inside = measure.range->first <= *value && *value <= measure.range->second;
  return inside ? value : std::nullopt;
}

Judgement judge_event(const Target& target, const config::Charter& charter, const Event& event) {
  const auto value = value_of(*charter.find_measure(target.measure), event);
  if (!value || (target.where && !holds_on(*target.where, event, *value))) return {};
  if (target.active && !target.active->contains(event.time)) return {};
  using Kind = Judgement::Kind;
  if (is_exempt(charter, target, event.time) ||
      (target.exclude && holds_on(*target.exclude, event, *value))) {
    return {Kind::excluded, event.time, false, 0};
  }
  const bool good = (!target.good || holds_on(*target.good, event, *value)) &&
                    (!target.bad || !holds_on(*target.bad, event, *value));
  return {good ? Kind::good : Kind::bad, event.time, false, *value};
}

bool is_before(const Event* a, const Event* b) { return a->order() < b->order(); }

}  // namespace

History::History(const World& world, Duration arrives_within)
    : world_(world), arrives_within_(arrives_within), cases_(world.charter.cases.size()) {}

void History::add(const Event& event) {
  events_.push_back(&event);
  for (std::size_t kind = 0; kind < cases_.size(); ++kind) {
    if (!world_.belongs(kind, event)) continue;
    Key& key = cases_[kind][event.fields.at(world_.charter.cases[kind].key_field).text];
    key.events.insert(std::upper_bound(key.events.begin(), key.events.end(), &event, is_before),
                      &event);
    // From scratch, with all that is known by now.
    key.story = follow(world_, kind, key.events);
  }
}

std::vector<Outcome> History::outcomes(const Target& target, Instant now) const {
  return target.subject == Target::Subject::measure ? of_events(target) : of_cases(target, now);
}

std::vector<Outcome> History::of_events(const Target& target) const {
  std::vector<Outcome> found;
  for (const Event* event : events_) {
    found.push_back(
        {judge_event(target, world_.charter, *event), labels_of(target, event->fields)});
  }
  return found;
}

std::vector<Outcome> History::of_cases(const Target& target, Instant now) const {
  std::vector<Outcome> found;
  for (std::size_t kind = 0; kind < cases_.size(); ++kind) {
    if (world_.charter.cases[kind].id != target.case_id) continue;
    for (const auto& [text, key] : cases_[kind]) {
      if (key.story.opening == nullptr) continue;
      found.push_back({judge(target, world_.charter, key.story, now - arrives_within_),
                       labels_of(target, key.story.opening->fields)});
    }
  }
  return found;
}

std::map<std::string, std::string> History::labels_of(const Target& target,
                                                      const Fields& fields) const {
  std::map<std::string, std::string> labels;
  for (const std::string& label : target.by) {
    const auto found = fields.find(label);
    const auto* listed = world_.charter.find_scope(label);
    std::string& shown = labels[label];
    if (found == fields.end()) {
      shown = "unknown";
    } else if (listed != nullptr &&
               std::find(listed->begin(), listed->end(), found->second.text) == listed->end()) {
      shown = "other";
    } else {
      shown = found->second.text;
    }
  }
  return labels;
}

CaseCount History::count_cases(std::size_t kind) const {
  CaseCount count;
  for (const auto& [text, key] : cases_[kind]) {
    const CaseStory& story = key.story;
    if (story.opening == nullptr) {
      count.orphan_events += static_cast<std::int64_t>(key.events.size());
    } else {
      ++(story.voided ? count.voided : story.closed ? count.closed : count.open);
    }
  }
  return count;
}

}  // namespace charterd::slow
