// When the pipeline commits, what it publishes then, and what it does when that fails.
#include <algorithm>
#include <utility>

#include "daemon/pipeline.h"

namespace charterd::daemon {
namespace {

Instant step_of(Instant t) { return std::chrono::floor<std::chrono::minutes>(t); }

}  // namespace

bool Pipeline::is_due(Instant now, Instant at) const {
  const std::optional<Instant> change = live_->engine().next_change();
  const bool changed = uncommitted_ > 0 || committed_ready_ != ready_ ||
                       (change && *change <= at) || states(now) != committed_states_;
  return changed || step_of(at) != step_of(committed_at_);
}

void Pipeline::commit_when_due(Instant now) {
  if (parts_.clock.boot() < next_commit_ || !parts_.store.idle()) return;
  // Until the first event the engine's time stands before all events.
  if (!ready_ && !live_->engine().latest()) return;
  const Instant at = figures_time(now);
  if (is_due(now, at)) commit(now, at);
}

// What is published is what was committed: so the figures are made first, and wait.
void Pipeline::commit(Instant now, Instant at) {
  next_commit_ = parts_.clock.boot() + kPublishInterval;
  pending_ = picture(now, live_->engine().figures(at, passed_time(at)));
  committed_at_ = at;
  committed_ready_ = ready_;
  committed_states_ = pending_->states;
  uncommitted_ = 0;
  parts_.store.commit(live_->changes());
}

void Pipeline::take_result() {
  if (!pending_) return;
  const auto result = parts_.store.result();
  if (!result) return;
  if (*result) {
    publish(std::exchange(pending_, nullptr));
  } else {
    fail(result->error());
  }
}

void Pipeline::commit_the_rest() {
  parts_.store.wait();
  take_result();
  const Instant now = parts_.clock.now();
  if (next_try_ || uncommitted_ == 0 || (!ready_ && !live_->engine().latest())) return;
  commit(now, figures_time(now));
  parts_.store.wait();
  take_result();
}

void Pipeline::fail(const std::string& error) {
  pending_.reset();
  next_try_ = parts_.clock.boot() + kStoreRetryInterval;
  parts_.log.error("the state cannot be written, figures stand still: " + error);
  mark_stale(error);
}

void Pipeline::mark_stale(const std::string& error) {
  auto stale = std::make_shared<Snapshot>(*snapshot());
  stale->stale_because = error;
  publish(std::move(stale));
}

void Pipeline::try_store_again() {
  if (parts_.clock.boot() < *next_try_) return;
  next_try_ = parts_.clock.boot() + kStoreRetryInterval;
  StateStore::Outcome opened = parts_.store.reopen();
  if (opened) opened = restore();
  if (!opened) {
    if (snapshot()->stale_because != opened.error()) mark_stale(opened.error());
    return;
  }
  parts_.log.info("the state can be written again: reading goes on from where it stands");
  next_try_.reset();
  next_commit_ = parts_.clock.boot();
  committed_at_ = {};  // so that the next figures, which are not stale, are published
}

}  // namespace charterd::daemon
