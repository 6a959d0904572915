// The one thread that reads the sources, feeds the engine and publishes its figures.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/clock.h"
#include "daemon/filling.h"
#include "daemon/forgetting.h"
#include "daemon/live_state.h"
#include "daemon/logging.h"
#include "daemon/snapshot.h"
#include "daemon/source_log.h"
#include "daemon/state_store.h"
#include "daemon/wakeup.h"
#include "rules/engine.h"
#include "rules/working_time.h"

namespace charterd::daemon {

/// Events further ahead of T are rejected.
inline constexpr Duration kMaximumAhead = std::chrono::minutes(5);

/// So many bytes of a source are read before it is the next one's turn.
inline constexpr std::size_t kTurnBudget = 1 << 20;

inline constexpr Duration kPublishInterval = std::chrono::seconds(1);
/// Where somebody waits for a commit (Source::wants_commit), it may come so soon after the last.
inline constexpr Duration kAskedInterval = std::chrono::milliseconds(20);
inline constexpr Duration kRescanInterval = std::chrono::seconds(1);
/// So long after the store has failed it is tried again, and then again and again.
inline constexpr Duration kStoreRetryInterval = std::chrono::seconds(1);

class Pipeline {
 public:
  /// What the references name outlives the pipeline.
  struct Parts {
    LiveState::Parts state;
    StateStore& store;
    Clock& clock;
    Wakeup& wakeup;  ///< notified when a commit is finished
    Log& log;
    ForgetRequests* requests = nullptr;  ///< looked at once a second
    /// One whose run() has ended and which is not is_failing(): it is taken over from, and must not
    /// run any more once the constructor has succeeded. Needed no longer than that.
    Pipeline* predecessor = nullptr;
  };

  /// Goes on from what the store has kept and publishes the figures it stands for, those of a
  /// charter without events where there is nothing: so there always is a snapshot, and no counter
  /// ever seems to fall. Throws std::runtime_error when the store cannot be read.
  explicit Pipeline(Parts parts);
  ~Pipeline();

  /// Takes turns until `stop` is requested, waiting when there is nothing to do, and commits at
  /// the end what was read: unless the store fails, when it is read again at the next start.
  void run(const std::stop_token& stop);

  /// One turn: each source in order, then, when it is time, commits; what was committed meanwhile
  /// is published. Returns the number of bytes read. A commit that fails takes back all that was
  /// read since the last one: nothing is read until the store can be opened again, and then from
  /// where it stands. Only on the thread that runs the pipeline, or before it runs.
  std::size_t turn();

  /// The store could not be written, and cannot yet. Like turn().
  bool is_failing() const { return next_try_.has_value(); }

  /// The latest; never null. Any thread.
  SnapshotPtr snapshot() const;

 private:
  class Sink;

  StateStore::Outcome restore();
  void begin_filling();
  std::size_t fill();
  void become_whole();
  void take_over(Pipeline& predecessor);
  void begin_at(Instant kept);
  void rescan_when_due();
  std::size_t poll_sources(Instant now);
  void report_problems();
  void notice_readiness();
  bool is_asked_to_commit() const;
  void commit_soon_if_asked();
  void commit_when_due(Instant now);
  bool is_due(Instant now, Instant at) const;
  void commit(Instant now, Instant at);
  void commit_the_rest();
  void take_result();
  void finish_store();
  void purge_when_asked();
  void end_purge(const StateStore::Outcome& outcome);
  bool store_is_busy() const { return pending_ != nullptr || forgetting_.is_purging(); }
  void fail(const std::string& error);
  void try_store_again();
  void mark_stale(const std::string& error);
  std::shared_ptr<Snapshot> picture(Instant now, rules::Figures figures);
  void publish(SnapshotPtr next);
  bool clock_is_right();
  void wait();

  std::vector<SourceState> states(Instant now) const;
  void note_lag();
  std::string waiting_for() const;
  Instant figures_time(Instant now) const;
  Instant passed_time(Instant at) const;

  Parts parts_;
  std::unique_ptr<LiveState> live_;
  std::unique_ptr<Filling> filling_;  // while live_ lacks something
  bool filled_ = false;               // the commit under way makes it whole
  SourceLog source_log_;
  Forgetting forgetting_;

  Instant started_;  // T at the start: silence counts from here
  std::vector<std::optional<rules::WorkingTime>> calendars_;  // of each source's expectation
  std::vector<std::optional<Duration>> behind_since_;         // of each source, by the boot clock
  std::optional<Duration> next_rescan_;
  Duration next_commit_;
  Duration last_commit_{};       // when it began, by the boot clock
  Instant committed_at_{};       // the T of the figures last given to the store
  std::size_t uncommitted_ = 0;  // bytes read since then
  std::vector<SourceState> committed_states_;
  std::shared_ptr<Snapshot> pending_;  // to be published once it is committed
  std::optional<Duration> next_try_;   // of a store that has failed
  bool ready_ = false;
  bool committed_ready_ = false;
  bool unwatched_reported_ = false;
  bool clock_reported_ = false;
  bool clock_stopped_ = false;

  mutable std::mutex mutex_;  // guards snapshot_
  SnapshotPtr snapshot_;
};

}  // namespace charterd::daemon
