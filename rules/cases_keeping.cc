// Cases as rows, to outlive the process.
#include <algorithm>

#include "rules/cases.h"

namespace charterd::rules {

using config::Packer;
using config::RowKey;
using config::Table;
using config::Unpacker;
using Kind = Judgement::Kind;

void Cases::touch(Slot slot) {
  if (!parts_.tracks || states_[slot].unsaved) return;
  states_[slot].unsaved = true;
  unsaved_.push_back(slot);
}

void Cases::save(std::int64_t kind, config::RowChanges& changes) {
  Packer packed;
  for (; saved_shapes_ < shapes_.size(); ++saved_shapes_) {
    const Shape& shape = shapes_[saved_shapes_];
    packed.clear();
    packed.number(shape.roles).number(shape.given).number(shape.holds).number(shape.covered);
    for (const LabelIndex label : shape.labels) packed.number(label);
    changes.put({Table::case_shapes, kind, saved_shapes_}, packed.bytes());
  }
  for (const Slot slot : unsaved_) {
    states_[slot].unsaved = false;
    const RowKey key{Table::cases, kind, slot};
    if (states_[slot].stage == Stage::free) {
      changes.erase(key);
      continue;
    }
    packed.clear();
    save_case(slot, packed);
    changes.put(key, packed.bytes());
  }
  unsaved_.clear();
  for (std::size_t i = 0; i < histograms_.size(); ++i) {
    histograms_[i].save({Table::histograms, kind, static_cast<std::int64_t>(i)}, changes);
  }
  forgotten_.save(kind, changes);
  save_kind(kind, changes);
}

void Cases::save_kind(std::int64_t kind, config::RowChanges& changes) {
  const CaseFigures& c = counts_;
  Packer to;
  to.instant(now_).flag(forgetting_);
  to.integer(c.open).integer(c.closed).integer(c.voided).number(c.forgotten);
  to.integer(c.orphan_events).number(c.early_events).number(c.keyless_events);
  to.number(c.too_late_events).number(c.dropped_events).number(c.refused_events);
  to.number(c.unreadable_due).integer(c.before_opening).integer(c.after_closing);
  to.integer(c.repeated_openings).integer(c.unpaired_resumes).integer(c.past_due);
  to.number(c.corrected_outcomes);
  for (const std::int64_t no_due : no_due_) to.integer(no_due);
  changes.put({Table::case_kinds, kind}, to.bytes());
}

void Cases::save_case(Slot slot, Packer& to) {
  const State& state = states_[slot];
  to.text(state.key).number(static_cast<std::uint64_t>(state.stage));
  to.flag(state.in_order).flag(state.has_opening);
  to.instant(state.since).instant(state.scheduled).number(state.measured);
  const IgnoredEvents& ignored = state.ignored;
  to.number(ignored.before_opening).number(ignored.after_closing);
  to.number(ignored.repeated_opening).number(ignored.past_due).number(ignored.unpaired_resume);
  to.number(state.events.size());
  Instant last{};
  for (const CaseEvent& event : state.events) {
    to.integer((event.time - last).count()).flag(event.due != CaseEvent::kNoDue);
    if (event.due != CaseEvent::kNoDue) to.instant(event.due);
    to.number(event.position).number(event.source).number(event.stream).number(event.shape);
    last = event.time;
  }
  for (std::size_t i = 0; i < plan_.targets.size(); ++i) save_settled(settled(slot, i), to);
}

void Cases::save_settled(const Settled& settled, Packer& to) const {
  to.number(static_cast<std::uint64_t>(settled.kind)).flag(settled.counted);
  if (settled.kind != Kind::none) {
    to.instant(settled.at).integer(settled.extra).number(settled.opening);
  }
}

bool Cases::restore(const RowKey& key, std::string_view value) {
  const Unpacker from(value);
  switch (key.table) {
    case Table::case_kinds:
      return restore_kind(from);
    case Table::case_shapes:
      return key.b == shapes_.size() && restore_shape(static_cast<ShapeId>(key.b), from);
    case Table::cases:
      return key.b >= 0 && key.b < static_cast<std::int64_t>(kMostCases) &&
             restore_case(static_cast<Slot>(key.b), from);
    case Table::histograms:
      return key.b >= 0 && key.b < static_cast<std::int64_t>(histograms_.size()) &&
             histograms_[static_cast<std::size_t>(key.b)].restore(key, value);
    case Table::forgotten_cases:
      return forgotten_.restore(key, value);
    default:
      return false;
  }
}

bool Cases::restore_kind(Unpacker from) {
  CaseFigures& c = counts_;
  now_ = from.instant();
  forgetting_ = from.flag();
  c.open = from.integer();
  c.closed = from.integer();
  c.voided = from.integer();
  c.forgotten = from.number();
  c.orphan_events = from.integer();
  c.early_events = from.number();
  c.keyless_events = from.number();
  c.too_late_events = from.number();
  c.dropped_events = from.number();
  c.refused_events = from.number();
  c.unreadable_due = from.number();
  c.before_opening = from.integer();
  c.after_closing = from.integer();
  c.repeated_openings = from.integer();
  c.unpaired_resumes = from.integer();
  c.past_due = from.integer();
  c.corrected_outcomes = from.number();
  for (std::int64_t& no_due : no_due_) no_due = from.integer();
  return from.ended();
}

bool Cases::restore_shape(ShapeId id, Unpacker from) {
  Shape shape;
  shape.roles = from.as<Bits>();
  shape.given = from.as<Bits>();
  shape.holds = from.as<Bits>();
  shape.covered = from.as<Bits>();
  if ((shape.roles & plan_.opens) != 0) {
    for (const LabelId label : plan_.labels) {
      shape.labels.push_back(from.as<LabelIndex>());
      if (shape.labels.back() >= parts_.labels[label].size()) return false;
    }
  }
  saved_shapes_ = id + 1;
  return from.ended() && shapes_.add(shape) == id;
}

bool Cases::restore_case(Slot slot, Unpacker from) {
  if (slot >= states_.size()) {
    const std::size_t more = slot + 1 - states_.size();
    states_.grow(more);
    settled_.grow(more * plan_.targets.size());
  }
  State& state = states_[slot];
  state.key = from.text();
  state.stage = static_cast<Stage>(from.number());
  state.in_order = from.flag();
  state.has_opening = from.flag();
  state.since = from.instant();
  state.scheduled = from.instant();
  state.measured = from.as<Bits>();
  IgnoredEvents& ignored = state.ignored;
  ignored.before_opening = from.as<std::uint32_t>();
  ignored.after_closing = from.as<std::uint32_t>();
  ignored.repeated_opening = from.as<std::uint32_t>();
  ignored.past_due = from.as<std::uint32_t>();
  ignored.unpaired_resume = from.as<std::uint32_t>();
  const bool is_stage = state.stage > Stage::free && state.stage <= Stage::voided;
  if (!is_stage || !restore_events(state, from)) return false;
  for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
    if (!restore_settled(i, settled(slot, i), from)) return false;
  }
  index_.add(hash_of(slot), slot);
  if (state.scheduled != Instant::max()) timers_.push({state.scheduled, slot});
  return from.ended();
}

bool Cases::restore_events(State& state, Unpacker& from) {
  state.events.resize(from.count());
  Instant last{};
  for (CaseEvent& event : state.events) {
    event.time = last + Duration{from.integer()};
    if (from.flag()) event.due = from.instant();
    event.position = from.number();
    event.source = from.as<std::uint32_t>();
    if (renumbered_) {
      const bool known = event.source < renumbered_->size();
      event.source = known ? (*renumbered_)[event.source] : kGoneSource;
    }
    event.stream = from.as<std::uint32_t>();
    event.shape = from.as<ShapeId>();
    if (event.shape >= shapes_.size()) return false;
    last = event.time;
  }
  return from.good() && !state.events.empty();
}

// What is decided is in the books; what is open is counted by its cases alone.
bool Cases::restore_settled(std::size_t index, Settled& settled, Unpacker& from) {
  const std::uint64_t kind = from.number();
  settled.kind = static_cast<Kind>(kind);
  settled.counted = from.flag();
  if (kind > static_cast<std::uint64_t>(Kind::excluded)) return false;
  if (settled.kind == Kind::none) return from.good();
  settled.at = from.instant();
  settled.extra = from.integer();
  settled.opening = from.as<ShapeId>();
  const bool opens =
      settled.opening < shapes_.size() && (shapes_[settled.opening].roles & plan_.opens) != 0;
  if (!from.good() || !opens) return false;
  const CaseTargetPlan& target = plan_.targets[index];
  OpenCounts& open = parts_.tally.open(target.target);
  if (settled.kind == Kind::pending) open.add_pending(labels_of(target, settled.opening), 1);
  if (settled.kind == Kind::bad && settled.extra != kNoOverdue) {
    open.add_overdue(labels_of(target, settled.opening), Instant{Duration{settled.extra}}, 1);
  }
  return true;
}

void Cases::restored() {
  for (Slot slot = static_cast<Slot>(states_.size()); slot-- > 0;) {
    if (states_[slot].stage == Stage::free) free_.push_back(slot);
    // They may be kept for less time than before; where it is more, the timer finds that out.
    if (const auto at = forget_at(states_[slot])) schedule(slot, *at);
    if (renumbered_ && states_[slot].stage != Stage::free) take_new_numbers(slot);
  }
  renumbered_.reset();
}

// The row names sources by their old numbers; tied events may come in another order now.
void Cases::take_new_numbers(Slot slot) {
  touch(slot);
  State& state = states_[slot];
  state.in_order =
      std::is_sorted(state.events.begin(), state.events.end(),
                     [this](const CaseEvent& a, const CaseEvent& b) { return is_before(a, b); });
  if (state.in_order) return;
  state.changed = state.reordered = true;
  changed_.push_back(slot);
}

}  // namespace charterd::rules
