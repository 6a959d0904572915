#include "daemon/pipeline.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace charterd::daemon {
namespace {

// Woken by a change, the sources get this long to write more, so that a busy folder costs ten
// turns a second and not ten thousand.
constexpr std::chrono::milliseconds kSettle{100};

// A wall clock that far ahead of T is said in the log.
constexpr Duration kClockTolerance = std::chrono::minutes(1);

// When the source is expected to speak; nullopt: at all times.
std::optional<rules::WorkingTime> calendar_of(const config::Source& source,
                                              const config::Charter& charter) {
  if (!source.expect) return std::nullopt;
  for (const config::Calendar& calendar : charter.calendars) {
    if (calendar.id != source.expect->calendar) continue;
    return rules::WorkingTime(calendar, {}, charter.timezone);
  }
  return std::nullopt;
}

}  // namespace

/// Hands the events of the source under way to the engine.
class Pipeline::Sink : public collectors::EventSink {
 public:
  Sink(Pipeline& pipeline, Instant now) : pipeline_(pipeline), latest_(now + kMaximumAhead) {}

  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    if (event.time > latest_) return collectors::Reason::future;
    const bool of_use = pipeline_.live_->engine().apply(event);
    return of_use ? std::nullopt : std::optional(collectors::Reason::too_late);
  }

  void rejected(const collectors::StreamName& stream, const collectors::Origin& place,
                collectors::Reason reason) override {
    pipeline_.source_log_.rejected(stream, place, reason, pipeline_.parts_.clock.boot());
  }

 private:
  Pipeline& pipeline_;
  Instant latest_;
};

Pipeline::Pipeline(Parts parts)
    : parts_(std::move(parts)),
      source_log_(parts_.log),
      forgetting_(parts_.requests, *parts_.state.plan),
      started_(parts_.clock.now()),
      next_commit_(parts_.clock.boot()) {
  for (const config::Source& source : parts_.state.settings.sources) {
    calendars_.push_back(calendar_of(source, *parts_.state.plan->charter));
  }
  if (const auto restored = restore(); !restored) throw std::runtime_error(restored.error());
  if (parts_.predecessor != nullptr) take_over(*std::exchange(parts_.predecessor, nullptr));
  const std::optional<Instant> kept = live_->engine().shown();
  if (kept) {
    begin_at(*kept);
  } else {
    // By an engine of its own: this one's time must not pass before the oldest event has been read.
    LiveState unread(parts_.state);
    publish(picture(started_, unread.engine().figures(started_)));
  }
}

Pipeline::~Pipeline() = default;

StateStore::Outcome Pipeline::restore() {
  auto restored = LiveState::restore(parts_.state, parts_.store);
  if (!restored) return tl::unexpected(restored.error());
  filling_.reset();  // it refers to what it is filled beside
  live_ = *std::move(restored);
  begin_filling();
  behind_since_.assign(live_->sources().size(), parts_.clock.boot());
  ready_ = false;
  next_rescan_.reset();
  uncommitted_ = 0;
  return {};
}

// What was caught up stays so, unless there are sources that the other one did not have.
void Pipeline::take_over(Pipeline& predecessor) {
  started_ = predecessor.started_;
  ready_ = predecessor.ready_;
  const auto& names = predecessor.parts_.state.settings.sources;
  for (std::size_t i = 0; i < live_->sources().size(); ++i) {
    const config::Source& source = parts_.state.settings.sources[i];
    const auto same = std::find_if(names.begin(), names.end(), [&](const config::Source& other) {
      return other.name == source.name && other.kind == source.kind && other.paths == source.paths;
    });
    if (same == names.end()) {
      ready_ = false;
    } else {
      const auto index = static_cast<std::size_t>(same - names.begin());
      live_->sources()[i]->take_over(*predecessor.live_->sources()[index]);
    }
  }
  if (ready_) live_->engine().begin_forgetting();
}

// T never falls, not even from one process to the next.
void Pipeline::begin_at(Instant kept) {
  parts_.clock.not_before(kept);
  if (parts_.clock.wall_ahead() < -kClockTolerance) {
    parts_.log.warn(
        "the kept figures are later than the wall clock: they stand still until it has come up to "
        "them; if the clock was wrong then, move the state away and start again",
        {{"seconds",
          std::chrono::floor<std::chrono::seconds>(-parts_.clock.wall_ahead()).count()}});
  }
  committed_at_ = kept;
  publish(picture(started_, live_->engine().figures(kept, Instant::min())));
}

void Pipeline::run(const std::stop_token& stop) {
  parts_.wakeup.rearm();
  const std::stop_callback wake(stop, [this] { parts_.wakeup.interrupt(); });
  while (!stop.stop_requested()) {
    if (turn() == 0) wait();
    if (parts_.state.heartbeat != nullptr) parts_.state.heartbeat->beat();
  }
  commit_the_rest();
}

std::size_t Pipeline::turn() {
  take_result();
  if (next_try_) try_store_again();
  if (next_try_) return 0;
  rescan_when_due();
  const Instant now = parts_.clock.now();
  if (!clock_is_right()) return 0;
  const std::size_t read = poll_sources(now) + fill();
  report_problems();
  notice_readiness();
  note_lag();
  commit_soon_if_asked();
  // Behind the reading: what was written meanwhile has been read too, and T must not lie before.
  commit_when_due(parts_.clock.now());
  take_result();
  return read;
}

void Pipeline::rescan_when_due() {
  const Duration boot = parts_.clock.boot();
  if (next_rescan_ && boot < *next_rescan_) return;
  next_rescan_ = boot + kRescanInterval;
  forgetting_.look();
  std::set<std::string> folders;
  for (const auto& source : live_->sources()) {
    source->rescan();
    for (std::string& folder : source->watched_folders()) folders.insert(std::move(folder));
  }
  if (filling_) filling_->rescan();
  const std::size_t failed = parts_.wakeup.watch({folders.begin(), folders.end()});
  if (failed > 0 && !unwatched_reported_) {
    parts_.log.warn("some folders cannot be watched and are looked into once a second instead",
                    {{"folders", failed}});
  }
  unwatched_reported_ = failed > 0;
}

std::size_t Pipeline::poll_sources(Instant now) {
  Sink sink(*this, now);
  std::size_t read = 0;
  for (const auto& source : live_->sources()) read += source->poll(sink, kTurnBudget);
  uncommitted_ += read;
  return read;
}

void Pipeline::report_problems() {
  for (std::size_t i = 0; i < live_->sources().size(); ++i) {
    for (const collectors::SourceProblem& problem : live_->sources()[i]->take_problems()) {
      source_log_.problem(parts_.state.settings.sources[i].name, problem);
    }
  }
}

void Pipeline::notice_readiness() {
  if (ready_) return;
  ready_ = std::all_of(live_->sources().begin(), live_->sources().end(),
                       [](const auto& source) { return source->caught_up(); });
  if (!ready_) return;
  live_->engine().begin_forgetting();
  next_commit_ = parts_.clock.boot();  // nobody needs to wait for it
  std::uint64_t records = 0;
  for (const auto& source : live_->sources()) records += source->counts().records;
  parts_.log.info("sources are caught up", {{"records", records}});
}

Instant Pipeline::figures_time(Instant now) const {
  if (ready_) return now;
  // An event may be up to five minutes ahead, but T never is.
  const Instant latest = std::min(live_->engine().latest().value_or(now), now);
  return std::max(latest, live_->engine().shown().value_or(latest));
}

// Deadlines pass when no source has anything earlier left to read.
Instant Pipeline::passed_time(Instant at) const {
  if (ready_) return at;
  Instant passed = at;
  for (const auto& source : live_->sources()) {
    if (source->caught_up()) continue;
    passed = std::min(passed, source->counts().last_event.value_or(Instant::min()));
  }
  return passed;
}

std::shared_ptr<Snapshot> Pipeline::picture(Instant now, rules::Figures figures) {
  auto next = std::make_shared<Snapshot>();
  next->results.figures = std::move(figures);
  for (std::size_t i = 0; i < live_->sources().size(); ++i) {
    next->results.sources.push_back(
        {parts_.state.settings.sources[i].name, live_->sources()[i]->counts()});
  }
  next->states = states(now);
  next->retired = live_->identity().count_retired();
  next->ready = ready_;
  next->waiting_for = waiting_for();
  return next;
}

void Pipeline::publish(SnapshotPtr next) {
  {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(next);
  }
  // What was there before is freed here, not under the lock.
}

void Pipeline::note_lag() {
  for (std::size_t i = 0; i < live_->sources().size(); ++i) {
    if (live_->sources()[i]->caught_up()) {
      behind_since_[i].reset();
    } else if (!behind_since_[i]) {
      behind_since_[i] = parts_.clock.boot();
    }
  }
}

std::vector<SourceState> Pipeline::states(Instant now) const {
  const Duration boot = parts_.clock.boot();
  std::vector<SourceState> result(live_->sources().size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    SourceState& state = result[i];
    const auto& source = live_->sources()[i];
    state.caught_up = source->caught_up();
    state.intake = source->intake();
    state.holdings = source->holdings();
    // In whole seconds: how far behind it is changes the figures once a second at most.
    const Duration behind = boot - behind_since_[i].value_or(boot);
    if (!state.caught_up) state.behind = std::chrono::floor<std::chrono::seconds>(behind);
    const auto& expected = parts_.state.settings.sources[i].expect;
    if (!expected || !ready_) continue;
    const Instant last = source->counts().last_event.value_or(started_);
    const auto& calendar = calendars_[i];
    state.silent = (calendar ? calendar->between(last, now) : now - last) > expected->every;
  }
  return result;
}

std::string Pipeline::waiting_for() const {
  std::string names;
  if (ready_) return names;
  for (std::size_t i = 0; i < live_->sources().size(); ++i) {
    if (live_->sources()[i]->caught_up()) continue;
    if (!names.empty()) names += ", ";
    names += parts_.state.settings.sources[i].name;
  }
  return names;
}

// What comes while T is far behind the clock would be taken for the future, and be lost. So it
// waits in the logs.
bool Pipeline::clock_is_right() {
  const bool off = parts_.clock.wall_ahead() > kClockTolerance;
  if (off && !clock_reported_) {
    const auto ahead = std::chrono::floor<std::chrono::seconds>(parts_.clock.wall_ahead());
    parts_.log.warn(
        "the wall clock was set forward; figures keep the earlier time: restart if the "
        "new time is right",
        {{"seconds", ahead.count()}});
  }
  clock_reported_ = off;
  const bool too_far = parts_.clock.wall_ahead() >= kMaximumAhead;
  if (too_far && snapshot()->stale_because.empty()) {
    mark_stale(
        "the wall clock was set forward by five minutes or more: nothing is read until it is "
        "set back, or charterd is restarted");
  }
  if (!too_far && clock_stopped_) committed_at_ = {};  // so that figures are published again
  clock_stopped_ = too_far;
  return !too_far;
}

void Pipeline::wait() {
  const Duration boot = parts_.clock.boot();
  Duration next = next_try_.value_or(next_rescan_.value_or(boot));
  // While a commit is under way, its end wakes us.
  if (uncommitted_ > 0 && !store_is_busy() && !next_try_) next = std::min(next, next_commit_);
  // A deadline is no reason to publish more often than otherwise.
  if (const auto change = live_->engine().next_change(); change && ready_ && !store_is_busy()) {
    next = std::min(next, std::max(next_commit_, boot + (*change - parts_.clock.now())));
  }
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(
      std::clamp(next - boot, Duration::zero(), kRescanInterval));
  // At least a millisecond, so that a due moment that does nothing cannot become a busy loop.
  std::vector<int> descriptors;
  if (!next_try_ && !clock_stopped_) {  // else nothing is read
    for (const auto& source : live_->sources()) {
      const std::vector<int> more = source->watched_descriptors();
      descriptors.insert(descriptors.end(), more.begin(), more.end());
    }
  }
  const auto cause =
      parts_.wakeup.wait(std::max(timeout, std::chrono::milliseconds(1)), descriptors);
  const bool overflow = cause == Wakeup::Cause::overflow;
  if (overflow) next_rescan_.reset();
  if (overflow || cause == Wakeup::Cause::change) parts_.wakeup.pause(kSettle);
}

SnapshotPtr Pipeline::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

}  // namespace charterd::daemon
