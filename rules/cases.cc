#include "rules/cases.h"

#include <algorithm>

#include "config/timestamp.h"

namespace charterd::rules {

using collectors::Event;
using collectors::FieldValue;

namespace {

constexpr std::size_t kHashDigits = 16;

std::string digits_of(std::uint64_t hash) {
  std::string text(kHashDigits, '0');
  for (std::size_t i = kHashDigits; i-- > 0; hash >>= 4U) text[i] = "0123456789abcdef"[hash & 15U];
  return text;
}

// Keys of any length are told apart, but only so much of them is kept.
std::string kept_key(std::string_view key) {
  if (key.size() <= kLongestKey) return std::string(key);
  std::string reversed(key.rbegin(), key.rend());
  return std::string(key.substr(0, kLongestKey / 2)) + "~" + digits_of(hash_of_key(key)) +
         digits_of(hash_of_key(reversed));
}

}  // namespace

Cases::Cases(const Parts& parts)
    : parts_(parts), plan_(parts.cases), no_due_(parts.cases.targets.size()) {
  counts_.id = plan_.config->id;
  for (const CaseHistogramPlan& histogram : plan_.histograms) {
    histograms_.emplace_back(histogram.plan, parts_.labels);
  }
}

// False when the event says nothing to cases of this kind.
bool Cases::read_shape(const Event& event) {
  shape_.roles = shape_.given = shape_.holds = shape_.covered = 0;
  shape_.labels.clear();
  const auto& roles = plan_.roles_of_type[event.type];
  for (const std::uint8_t role : roles) {
    const auto& where = plan_.roles[role].where;
    if (!where || where->holds({event})) shape_.roles |= bit(role);
  }
  for (std::size_t i = 0; i < plan_.fields.size(); ++i) {
    if (!event.fields[plan_.fields[i].field].present()) continue;
    shape_.given |= bit(i);
    for (std::size_t test = 0; test < plan_.tests.size(); ++test) {
      const bool of_field = (plan_.fields[i].tests & bit(test)) != 0;
      if (of_field && plan_.tests[test].holds({event})) shape_.holds |= bit(test);
    }
  }
  if ((shape_.roles & plan_.opens) != 0) {
    for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
      const auto& where = parts_.plan.targets[plan_.targets[i].target].where;
      if (!where || where->holds({event})) shape_.covered |= bit(i);
    }
    for (const LabelId label : plan_.labels) {
      shape_.labels.push_back(
          parts_.labels[label].index_of(event.fields[parts_.plan.labels[label].field]));
    }
  }
  return shape_.roles != 0 || shape_.given != 0;
}

Instant Cases::read_due(const Event& event) {
  const FieldValue& value = event.fields[*plan_.due_field];
  std::optional<Instant> due;
  if (value.kind == FieldValue::Kind::instant) due = value.instant;
  if (value.kind == FieldValue::Kind::text) due = config::parse_timestamp(value.text, plan_.zone);
  if (!due) ++counts_.unreadable_due;
  return due.value_or(CaseEvent::kNoDue);
}

Cases::Taken Cases::take(const Event& event) {
  const bool is_named = !plan_.roles_of_type[event.type].empty();
  const FieldValue& key = event.fields[plan_.key];
  if (key.kind != FieldValue::Kind::text) {
    if (!is_named) return Taken::not_mine;
    ++counts_.keyless_events;
    return Taken::taken;
  }
  const bool gives_due = plan_.due_field && event.fields[*plan_.due_field].present();
  if (!read_shape(event) && !is_named && !gives_due) return Taken::not_mine;
  const Instant due = gives_due ? read_due(event) : CaseEvent::kNoDue;
  const std::string long_key = key.text.size() > kLongestKey ? kept_key(key.text) : std::string();
  const std::string_view kept = long_key.empty() ? key.text : std::string_view(long_key);
  const std::uint64_t hash = hash_of_key(kept);
  const std::optional<Slot> slot = find_or_make(kept, hash);
  if (!slot && forgotten_.contains(hash)) {
    ++counts_.too_late_events;
    return Taken::too_late;
  }
  if (!slot) {
    ++counts_.refused_events;
    return Taken::taken;
  }
  insert(*slot, event, due);
  return Taken::taken;
}

std::optional<Cases::Slot> Cases::find_or_make(std::string_view key, std::uint64_t hash) {
  const auto found = index_.find(hash, [&](Slot slot) { return states_[slot].key == key; });
  if (found) return found;
  if (forgotten_.contains(hash)) return std::nullopt;
  Slot slot = 0;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    if (states_.size() >= kMostCases) return std::nullopt;
    slot = static_cast<Slot>(states_.size());
    states_.grow(1);
    settled_.grow(plan_.targets.size());
  }
  State& state = states_[slot];
  state.key = key;
  state.stage = Stage::waiting;
  index_.add(hash, slot);
  return slot;
}

// Cases are put in order and judged when somebody wants to know: an event costs the same however
// many its case has, and in whatever order they come.
void Cases::insert(Slot slot, const Event& event, Instant due) {
  State& state = states_[slot];
  CaseEvent kept;
  kept.time = event.time;
  kept.due = due;
  kept.position = parts_.by_line ? event.origin.line : event.origin.offset;
  kept.source = event.origin.source;
  kept.stream = event.origin.stream;
  kept.shape = shapes_.add(shape_);
  if (state.events.empty()) {
    state.since = std::max(now_, event.time);
    state.events.reserve(2);  // hardly any case has only one
  } else if (is_before(kept, state.events.back())) {
    state.in_order = false;
  }
  state.events.push_back(kept);
  if ((shape_.roles & plan_.opens) != 0 && !state.has_opening) {
    state.has_opening = true;
    counts_.orphan_events -= static_cast<std::int64_t>(state.events.size()) - 1;
  } else if (!state.has_opening) {
    ++counts_.orphan_events;
    ++counts_.early_events;
  }
  if (state.events.size() > kMostEvents + kMostEvents / 2) put_in_order(state);
  if (!state.changed) changed_.push_back(slot);
  state.changed = true;
  touch(slot);
}

// Streams are numbered as they are found; what they hold is ordered by the paths of their logs.
// Where those are not known any more, tied events stay as they are: no more of that source come
// between them.
bool Cases::is_before(const CaseEvent& a, const CaseEvent& b) const {
  if (a.time == b.time && a.source == b.source && parts_.path_of) {
    const auto path = parts_.path_of(a.source, a.stream);
    if (!path) return false;
    const int paths = a.stream == b.stream ? 0 : path->compare(*parts_.path_of(b.source, b.stream));
    if (paths != 0) return paths < 0;
  }
  return before(a, b);
}

// Leaves out the latest of too many events, but none without which the case cannot be judged at
// all: so it does not matter in which order they came.
void Cases::put_in_order(State& state) {
  auto& events = state.events;
  if (!state.in_order) {
    std::stable_sort(events.begin(), events.end(),
                     [this](const CaseEvent& a, const CaseEvent& b) { return is_before(a, b); });
    state.in_order = true;
  }
  if (events.size() <= kMostEvents) return;
  const std::size_t before_drop = events.size();
  std::size_t excess = before_drop - kMostEvents;
  auto kept = events.rbegin();
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const bool needed = (shapes_[event->shape].roles & plan_.structural()) != 0;
    if (excess > 0 && !needed) {
      --excess;
    } else {
      *kept++ = *event;
    }
  }
  events.erase(events.begin(), kept.base());
  if (events.size() > kMostEvents) events.resize(kMostEvents);
  const std::size_t dropped = before_drop - events.size();
  counts_.dropped_events += dropped;
  if (!state.has_opening) counts_.orphan_events -= static_cast<std::int64_t>(dropped);
}

// A case that was never opened leaves its key behind as well: the events that were asked to be
// forgotten may be those of an opening to come.
bool Cases::forget(std::string_view key) {
  const std::string kept = kept_key(key);
  const std::uint64_t hash = hash_of_key(kept);
  const auto slot = index_.find(hash, [&](Slot one) { return states_[one].key == kept; });
  if (!slot) return false;
  // What its last events have decided is counted first, as if they had come a moment earlier.
  if (states_[*slot].changed) judge(*slot);
  if (states_[*slot].stage == Stage::waiting) forgotten_.add(hash);
  forget(*slot);
  return true;
}

CaseFigures Cases::figures() const { return counts_; }

void Cases::append_histograms(std::vector<HistogramFigure>& figures) const {
  for (const Histograms& histograms : histograms_) {
    histograms.append_to(figures, parts_.plan, parts_.labels);
  }
}

void Cases::visit(const std::function<void(const CaseView&)>& visit) {
  for (Slot slot = 0; slot < states_.size(); ++slot) {
    State& state = states_[slot];
    if (state.stage == Stage::free) continue;
    put_in_order(state);
    if (timeline_.follow(plan_, state.events, shapes_))
      visit({state.key, timeline_, state.events, shapes_});
  }
}

}  // namespace charterd::rules
