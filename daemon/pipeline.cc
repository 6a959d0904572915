#include "daemon/pipeline.h"

#include <algorithm>
#include <set>
#include <utility>

#include "daemon/case_delays.h"

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

Instant step_of(Instant t) { return std::chrono::floor<std::chrono::minutes>(t); }

}  // namespace

/// Hands the events of the source under way to the engine.
class Pipeline::Sink : public collectors::EventSink {
 public:
  Sink(Pipeline& pipeline, Instant now) : pipeline_(pipeline), latest_(now + kMaximumAhead) {}

  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    if (event.time > latest_) return collectors::Reason::future;
    const bool of_use = pipeline_.engine_->apply(event);
    ++pipeline_.events_;
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
      started_(parts_.clock.now()),
      behind_since_(parts_.sources.size(), parts_.clock.boot()),
      next_publish_(parts_.clock.boot()) {
  for (const config::Source& source : parts_.settings.sources) {
    calendars_.push_back(calendar_of(source, *parts_.plan->charter));
  }
  const rules::EngineOptions options{
      .metrics = true,
      .until = std::nullopt,
      .forgets = true,
      .arrives_within = case_delays(parts_.settings, *parts_.plan, parts_.vocabulary),
      .path_of = [this](std::uint32_t source, std::uint32_t stream) {
        return parts_.sources[source]->stream_path(stream);
      }};
  engine_ = std::make_unique<rules::Engine>(parts_.plan, options);
  // By an engine of its own: this one's time must not pass before the oldest event has been read.
  publish(started_, rules::Engine(parts_.plan, options).figures(started_));
}

Pipeline::~Pipeline() = default;

void Pipeline::run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { wakeup_.interrupt(); });
  while (!stop.stop_requested()) {
    if (turn() == 0) wait();
  }
  commit();
}

std::size_t Pipeline::turn() {
  if (!begin()) return 0;
  rescan_when_due();
  const Instant now = parts_.clock.now();
  const std::size_t read = poll_sources(now);
  report_problems();
  notice_readiness();
  publish_when_due(now);
  check_clock();
  return read;
}

bool Pipeline::begin() {
  if (open_) return true;
  const auto begun = parts_.store.begin();
  open_ = begun.has_value();
  if (!open_) report_store(begun.error());
  return open_;
}

void Pipeline::report_store(const std::string& error) {
  if (!store_reported_) {
    parts_.log.error("the state cannot be written, figures stand still: " + error);
  }
  store_reported_ = true;
}

void Pipeline::rescan_when_due() {
  const Duration boot = parts_.clock.boot();
  if (next_rescan_ && boot < *next_rescan_) return;
  next_rescan_ = boot + kRescanInterval;
  std::set<std::string> folders;
  for (const auto& source : parts_.sources) {
    source->rescan();
    for (std::string& folder : source->watched_folders()) folders.insert(std::move(folder));
  }
  const std::size_t failed = wakeup_.watch({folders.begin(), folders.end()});
  if (failed > 0 && !unwatched_reported_) {
    parts_.log.warn("some folders cannot be watched and are looked into once a second instead",
                    {{"folders", failed}});
  }
  unwatched_reported_ = failed > 0;
}

std::size_t Pipeline::poll_sources(Instant now) {
  Sink sink(*this, now);
  std::size_t read = 0;
  for (const auto& source : parts_.sources) read += source->poll(sink, kTurnBudget);
  unpublished_ += read;
  return read;
}

void Pipeline::report_problems() {
  for (std::size_t i = 0; i < parts_.sources.size(); ++i) {
    for (const collectors::SourceProblem& problem : parts_.sources[i]->take_problems()) {
      source_log_.problem(parts_.settings.sources[i].name, problem);
    }
  }
}

void Pipeline::notice_readiness() {
  if (ready_) return;
  ready_ = std::all_of(parts_.sources.begin(), parts_.sources.end(),
                       [](const auto& source) { return source->caught_up(); });
  if (!ready_) return;
  engine_->begin_forgetting();
  next_publish_ = parts_.clock.boot();  // nobody needs to wait for it
  std::uint64_t records = 0;
  for (const auto& source : parts_.sources) records += source->counts().records;
  parts_.log.info("sources are caught up", {{"records", records}});
}

Instant Pipeline::figures_time(Instant now) const {
  if (ready_) return now;
  // An event may be up to five minutes ahead, but T never is.
  return std::min(engine_->latest().value_or(now), now);
}

// Deadlines pass when no source has anything earlier left to read.
Instant Pipeline::passed_time(Instant at) const {
  if (ready_) return at;
  Instant passed = at;
  for (const auto& source : parts_.sources) {
    if (source->caught_up()) continue;
    passed = std::min(passed, source->counts().last_event.value_or(Instant::min()));
  }
  return passed;
}

void Pipeline::publish_when_due(Instant now) {
  if (parts_.clock.boot() < next_publish_) return;
  // Until the first event the engine's time stands before all events.
  if (!ready_ && !engine_->latest()) return;
  const SnapshotPtr last = snapshot();
  const Instant at = figures_time(now);
  const std::optional<Instant> change = engine_->next_change();
  const bool changed = unpublished_ > 0 || last->ready != ready_ || (change && *change <= at) ||
                       states(now) != last->states;
  if (!changed && step_of(at) == step_of(published_at_)) return;
  next_publish_ = parts_.clock.boot() + kPublishInterval;
  if (commit()) publish(now, engine_->figures(at, passed_time(at)));
}

bool Pipeline::commit() {
  if (!open_) return false;
  Changes changes;
  changes.events = events_;
  for (const auto& source : parts_.sources) changes.positions.push_back(source->positions());
  const auto committed = parts_.store.commit(std::move(changes));
  if (!committed) {
    report_store(committed.error());
    return false;
  }
  store_reported_ = false;
  open_ = false;
  events_ = 0;
  return true;
}

void Pipeline::publish(Instant now, rules::Figures figures) {
  auto next = std::make_shared<Snapshot>();
  published_at_ = figures.at;
  next->results.figures = std::move(figures);
  for (std::size_t i = 0; i < parts_.sources.size(); ++i) {
    next->results.sources.push_back({parts_.settings.sources[i].name, parts_.sources[i]->counts()});
  }
  next->states = states(now);
  next->ready = ready_;
  next->waiting_for = waiting_for();
  unpublished_ = 0;
  SnapshotPtr old = std::move(next);
  {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(old);
  }
  // `old` is freed here, not under the lock.
}

std::vector<SourceState> Pipeline::states(Instant now) {
  const Duration boot = parts_.clock.boot();
  std::vector<SourceState> result(parts_.sources.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    SourceState& state = result[i];
    state.caught_up = parts_.sources[i]->caught_up();
    if (state.caught_up) {
      behind_since_[i].reset();
    } else {
      if (!behind_since_[i]) behind_since_[i] = boot;
      // In whole seconds: how far behind it is changes the figures once a second at most.
      state.behind = std::chrono::floor<std::chrono::seconds>(boot - *behind_since_[i]);
    }
    const auto& expected = parts_.settings.sources[i].expect;
    if (!expected || !ready_) continue;
    const Instant last = parts_.sources[i]->counts().last_event.value_or(started_);
    const auto& calendar = calendars_[i];
    state.silent = (calendar ? calendar->between(last, now) : now - last) > expected->every;
  }
  return result;
}

std::string Pipeline::waiting_for() const {
  std::string names;
  if (ready_) return names;
  for (std::size_t i = 0; i < parts_.sources.size(); ++i) {
    if (parts_.sources[i]->caught_up()) continue;
    if (!names.empty()) names += ", ";
    names += parts_.settings.sources[i].name;
  }
  return names;
}

void Pipeline::check_clock() {
  const bool off = parts_.clock.wall_ahead() > kClockTolerance;
  if (off && !clock_reported_) {
    const auto ahead = std::chrono::floor<std::chrono::seconds>(parts_.clock.wall_ahead());
    parts_.log.warn(
        "the wall clock was set forward; figures keep the earlier time: restart if the "
        "new time is right",
        {{"seconds", ahead.count()}});
  }
  clock_reported_ = off;
}

void Pipeline::wait() {
  const Duration boot = parts_.clock.boot();
  Duration next = next_rescan_.value_or(boot);
  if (unpublished_ > 0) next = std::min(next, next_publish_);
  // A deadline is no reason to publish more often than otherwise.
  if (const auto change = engine_->next_change(); change && ready_) {
    next = std::min(next, std::max(next_publish_, boot + (*change - parts_.clock.now())));
  }
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(
      std::clamp(next - boot, Duration::zero(), kRescanInterval));
  // At least a millisecond, so that a due moment that does nothing cannot become a busy loop.
  const auto cause = wakeup_.wait(std::max(timeout, std::chrono::milliseconds(1)));
  if (cause == Wakeup::Cause::change) wakeup_.pause(kSettle);
}

SnapshotPtr Pipeline::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

}  // namespace charterd::daemon
