// Cases that change by themselves: deadlines that pass, and the end of their keeping.
#include "rules/cases.h"

namespace charterd::rules {

// The first instant at which a deadline has passed, if there is one before the end of time.
void Cases::schedule_after(Slot slot, Instant deadline) {
  const Duration delay = parts_.arrives_within + Duration{1};
  if (deadline < Instant::max() - delay) schedule(slot, deadline + delay);
}

void Cases::schedule(Slot slot, Instant at) {
  State& state = states_[slot];
  // An earlier timer will judge the case and so come back here.
  if (at >= state.scheduled) return;
  state.scheduled = at;
  timers_.push({at, slot});
}

void Cases::advance(Instant now) {
  now_ = std::max(now_, now);
  judge_changed();
  const auto over = static_cast<std::size_t>(counts_.closed + counts_.voided);
  if (parts_.forgets && over > kMostKeptWhileBehind) begin_forgetting();
  while (!timers_.empty() && timers_.top().at <= now_) {
    const Timer timer = timers_.top();
    timers_.pop();
    State& state = states_[timer.slot];
    // Another timer has taken its place, or another case has taken the slot.
    if (state.stage == Stage::free || state.scheduled != timer.at) continue;
    state.scheduled = Instant::max();
    const bool waits = judge(timer.slot);
    const std::optional<Instant> end = forget_at(state);
    if (!waits && end && *end <= now_) forget(timer.slot);
  }
}

std::optional<Instant> Cases::next_change() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.top().at;
}

void Cases::begin_forgetting() {
  if (forgetting_ || !parts_.forgets) return;
  forgetting_ = true;
  for (Slot slot = 0; slot < states_.size(); ++slot) {
    State& state = states_[slot];
    if (state.stage == Stage::free) continue;
    // Nobody waits for an opening longer than from now on.
    if (state.stage == Stage::waiting) state.since = std::max(state.since, now_);
    touch(slot);
    if (const auto at = forget_at(state)) schedule(slot, *at);
  }
}

std::optional<Instant> Cases::forget_at(const State& state) const {
  if (!forgetting_ || state.stage == Stage::open || state.stage == Stage::free) return std::nullopt;
  return state.since + plan_.keep;
}

void Cases::forget(Slot slot) {
  State& state = states_[slot];
  if (state.stage != Stage::waiting) {
    // What is decided stays in the figures; what never was, nobody waits for any more.
    for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
      Settled& settled = this->settled(slot, i);
      const bool waits = settled.kind == Judgement::Kind::pending;
      if (waits) count(i, settled, -1);
      if (settled.kind == Judgement::Kind::bad && settled.extra != kNoOverdue) {
        const CaseTargetPlan& target = plan_.targets[i];
        parts_.tally.open(target.target)
            .add_overdue(labels_of(target, settled.opening), Instant{Duration{settled.extra}}, -1);
      }
    }
    forgotten_.add(hash_of(slot));
    ++counts_.forgotten;
    --(state.stage == Stage::open     ? counts_.open
       : state.stage == Stage::closed ? counts_.closed
                                      : counts_.voided);
  }
  for (std::size_t i = 0; i < plan_.targets.size(); ++i) settled(slot, i) = {};
  index_.remove(hash_of(slot), slot);
  const bool unsaved = state.unsaved;
  state = {};
  state.unsaved = unsaved;
  touch(slot);
  free_.push_back(slot);
}

}  // namespace charterd::rules
