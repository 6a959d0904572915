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
  const bool changed = uncommitted_ > 0 || (filling_ && filling_->is_level()) ||
                       committed_ready_ != ready_ || (change && *change <= at) ||
                       states(now) != committed_states_;
  return changed || step_of(at) != step_of(committed_at_);
}

bool Pipeline::is_asked_to_commit() const {
  const auto& sources = live_->sources();
  return std::any_of(sources.begin(), sources.end(),
                     [](const auto& source) { return source->wants_commit(); });
}

void Pipeline::commit_soon_if_asked() {
  if (!is_asked_to_commit()) return;
  next_commit_ = std::min(next_commit_, last_commit_ + kAskedInterval);
}

void Pipeline::commit_when_due(Instant now) {
  if (parts_.clock.boot() < next_commit_ || !parts_.store.idle()) return;
  // Until the first event the engine's time stands before all events, unless somebody waits.
  if (!ready_ && !live_->engine().latest() && !is_asked_to_commit()) return;
  const Instant at = figures_time(now);
  // What is still read anew would bring back what is forgotten now.
  const bool asked = !filling_ && forgetting_.begin(live_->engine());
  if (asked || is_due(now, at)) commit(now, at);
}

// What is published is what was committed: so the figures are made first, and wait.
void Pipeline::commit(Instant now, Instant at) {
  last_commit_ = parts_.clock.boot();
  next_commit_ = last_commit_ + kPublishInterval;
  const Instant passed = passed_time(at);
  pending_ = picture(now, live_->engine().figures(at, passed));
  committed_at_ = at;
  committed_ready_ = ready_;
  committed_states_ = pending_->states;
  uncommitted_ = 0;
  config::RowChanges changes = live_->changes(now);
  for (const std::string& source : live_->take_let_go()) {
    parts_.log.info(
        "a source was taken out of the configuration 30 days ago, or too many others are: how far "
        "it was read is not kept any longer; should it come back, what it feeds is read again",
        {{"source", source}});
  }
  filled_ = filling_ && filling_->is_level();
  if (filled_) filling_->add_changes(at, passed, changes);
  parts_.store.commit(std::move(changes));
}

void Pipeline::take_result() {
  if (!store_is_busy()) return purge_when_asked();
  const auto result = parts_.store.result();
  if (!result) return;
  if (forgetting_.is_purging()) {
    end_purge(*result);
  } else if (*result) {
    publish(std::exchange(pending_, nullptr));
    for (const auto& source : live_->sources()) source->committed();
    if (std::exchange(filled_, false)) become_whole();
    forgetting_.committed();
    purge_when_asked();
  } else {
    fail(result->error());
  }
}

void Pipeline::purge_when_asked() {
  if (!forgetting_.wants_purge(parts_.clock.boot()) || !parts_.store.idle()) return;
  forgetting_.purge_begun();
  parts_.store.purge();
}

void Pipeline::end_purge(const StateStore::Outcome& outcome) {
  if (outcome) {
    parts_.log.info("cases were forgotten, as was asked", {{"cases", forgetting_.purged()}});
    return;
  }
  parts_.log.warn("cases were forgotten, but the file still holds them, it is tried again: " +
                  outcome.error());
  forgetting_.purge_failed(parts_.clock.boot());
}

void Pipeline::finish_store() {
  do {
    parts_.store.wait();
    take_result();
  } while (store_is_busy());
}

void Pipeline::commit_the_rest() {
  finish_store();
  const Instant now = parts_.clock.now();
  if (next_try_ || uncommitted_ == 0 || (!ready_ && !live_->engine().latest())) return;
  commit(now, figures_time(now));
  finish_store();
}

void Pipeline::fail(const std::string& error) {
  pending_.reset();
  for (const auto& source : live_->sources()) source->not_committed();
  forgetting_.failed();
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
