// How a case that has changed changes the figures.
#include <algorithm>
#include <utility>

#include "rules/cases.h"

namespace charterd::rules {

using Kind = Judgement::Kind;

Instant Cases::effective_now() const {
  // Before the first advance() nothing has passed.
  return now_ == Instant::min() ? now_ : now_ - parts_.arrives_within;
}

Instant Cases::judged_at() const { return effective_now(); }

Cases::Settled& Cases::settled(Slot slot, std::size_t target) {
  return settled_[slot * plan_.targets.size() + target];
}

void Cases::judge_changed() {
  for (const Slot slot : changed_) {
    if (states_[slot].changed) judge(slot);
  }
  changed_.clear();
}

// True when a deadline is still to come.
bool Cases::judge(Slot slot) {
  State& state = states_[slot];
  state.changed = false;
  corrects_ = !std::exchange(state.reordered, false);
  touch(slot);
  put_in_order(state);
  if (!timeline_.follow(plan_, state.events, shapes_)) {
    if (const auto at = forget_at(state)) schedule(slot, *at);
    return false;
  }
  const Stage stage = timeline_.voided()   ? Stage::voided
                      : timeline_.closed() ? Stage::closed
                                           : Stage::open;
  enter(state, stage, timeline_.voided().value_or(timeline_.closed().value_or(Instant{})));
  count_ignored(state, timeline_.ignored());
  std::optional<Instant> next;
  for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
    replace(i, settled(slot, i), settle(plan_.targets[i], next));
  }
  if (parts_.metrics) observe(state);
  if (next) {
    schedule_after(slot, *next);
  } else if (const auto at = forget_at(state)) {
    schedule(slot, *at);
  }
  return next.has_value();
}

// The target's judgement of the case in timeline_, as what it is to put into the figures.
Cases::Settled Cases::settle(const CaseTargetPlan& target, std::optional<Instant>& next) {
  Settled fresh;
  fresh.opening = timeline_.opening_event().shape;
  const Judgement judgement =
      judge_for_figures(parts_.plan, plan_, target, timeline_, effective_now());
  if (judgement.next) next = std::min(*judgement.next, next.value_or(*judgement.next));
  fresh.kind = judgement.kind;
  if (!judgement.is_decided()) return fresh;
  fresh.at = judgement.at;
  if (fresh.kind == Kind::value) fresh.extra = judgement.value;
  if (fresh.kind == Kind::bad) {
    fresh.extra = judgement.overdue ? judgement.overdue->time_since_epoch().count() : kNoOverdue;
  }
  return fresh;
}

void Cases::replace(std::size_t index, Settled& old, Settled fresh) {
  fresh.counted = old.counted;
  if (old.same_as(fresh)) return;
  count(index, old, -1);
  const bool was_decided = old.kind >= Kind::good;
  const bool judged_else = old.kind != fresh.kind || old.at != fresh.at ||
                           (fresh.kind == Kind::value && old.extra != fresh.extra);
  counts_.corrected_outcomes += corrects_ && was_decided && judged_else ? 1 : 0;
  count(index, fresh, 1);
  old = fresh;
}

void Cases::count(std::size_t index, Settled& settled, std::int64_t times) {
  const CaseTargetPlan& target = plan_.targets[index];
  if (settled.kind == Kind::none) return;
  if (settled.kind == Kind::no_due) {
    no_due_[index] += times;
    return;
  }
  const auto labels = labels_of(target, settled.opening);
  if (settled.kind == Kind::pending) {
    parts_.tally.open(target.target).add_pending(labels, times);
    return;
  }
  Outcome outcome;
  if (settled.kind == Kind::value) {
    outcome = parts_.tally.outcome_of(target.target, settled.extra);
  } else {
    outcome.kind = settled.kind == Kind::good  ? Outcome::Kind::good
                   : settled.kind == Kind::bad ? Outcome::Kind::bad
                                               : Outcome::Kind::excluded;
  }
  const bool first = times > 0 && !settled.counted;
  parts_.tally.add(target.target, outcome, parts_.tally.when(settled.at), labels, times, first);
  if (outcome.kind != Outcome::Kind::excluded && times > 0) settled.counted = true;
  if (settled.kind == Kind::bad && settled.extra != kNoOverdue) {
    parts_.tally.open(target.target).add_overdue(labels, Instant{Duration{settled.extra}}, times);
  }
}

// Valid until the next call.
std::span<const LabelIndex> Cases::labels_of(const CaseTargetPlan& target, ShapeId opening) {
  labels_.clear();
  for (const std::size_t label : target.labels) labels_.push_back(shapes_[opening].labels[label]);
  return labels_;
}

void Cases::enter(State& state, Stage stage, Instant since) {
  const auto number = [this](Stage of) -> std::int64_t& {
    if (of == Stage::open) return counts_.open;
    return of == Stage::closed ? counts_.closed : counts_.voided;
  };
  if (state.stage == Stage::waiting) {
    ++number(stage);
  } else if (state.stage != stage) {
    --number(state.stage);
    ++number(stage);
  }
  state.stage = stage;
  state.since = since;
}

void Cases::count_ignored(State& state, const IgnoredEvents& fresh) {
  const IgnoredEvents& old = state.ignored;
  const auto change = [](std::int64_t& sum, std::uint32_t was, std::uint32_t is) {
    sum += std::int64_t{is} - std::int64_t{was};
  };
  change(counts_.before_opening, old.before_opening, fresh.before_opening);
  change(counts_.after_closing, old.after_closing, fresh.after_closing);
  change(counts_.repeated_openings, old.repeated_opening, fresh.repeated_opening);
  change(counts_.past_due, old.past_due, fresh.past_due);
  change(counts_.unpaired_resumes, old.unpaired_resume, fresh.unpaired_resume);
  state.ignored = fresh;
}

// Histograms only ever grow: each measure of a case is put in once, when it is first known.
void Cases::observe(State& state) {
  if (timeline_.voided()) return;
  const Shape& opening = timeline_.opening_shape();
  for (std::size_t i = 0; i < plan_.histograms.size(); ++i) {
    const CaseHistogramPlan& plan = plan_.histograms[i];
    const bool is_time = plan_.measures[plan.measure].is_time();
    const Timeline::Measure& measure = timeline_.measures()[plan.measure];
    const bool known = is_time ? measure.ended : timeline_.closed().has_value();
    if (!known || (state.measured & bit(plan.measure)) != 0) continue;
    labels_.clear();
    for (const std::size_t label : plan.labels) labels_.push_back(opening.labels[label]);
    const Fixed value = is_time
                            ? measured_time(plan_, timeline_, plan.measure, plan.business).count()
                            : static_cast<Fixed>(measure.counted.size()) * kFixedOne;
    histograms_[i].add(value, labels_);
  }
  for (std::size_t i = 0; i < plan_.measures.size(); ++i) {
    const bool is_time = plan_.measures[i].is_time();
    const bool known = is_time ? timeline_.measures()[i].ended : timeline_.closed().has_value();
    if (known) state.measured |= bit(i);
  }
}

}  // namespace charterd::rules
