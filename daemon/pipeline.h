// The one thread that reads the sources, feeds the engine and publishes its figures.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collectors/source.h"
#include "config/settings.h"
#include "daemon/clock.h"
#include "daemon/logging.h"
#include "daemon/snapshot.h"
#include "daemon/source_log.h"
#include "daemon/store.h"
#include "daemon/wakeup.h"
#include "rules/engine.h"
#include "rules/working_time.h"

namespace charterd::daemon {

/// Events further ahead of T are rejected.
inline constexpr Duration kMaximumAhead = std::chrono::minutes(5);

/// So many bytes of a source are read before it is the next one's turn.
inline constexpr std::size_t kTurnBudget = 1 << 20;

inline constexpr Duration kPublishInterval = std::chrono::seconds(1);
inline constexpr Duration kRescanInterval = std::chrono::seconds(1);

class Pipeline {
 public:
  /// What the references name outlives the pipeline. `sources` are those of the settings, in order.
  struct Parts {
    std::shared_ptr<const rules::Plan> plan;
    const collectors::Vocabulary& vocabulary;  ///< that of the plan
    const config::Settings& settings;
    std::vector<std::unique_ptr<collectors::Source>> sources;
    Store& store;
    Clock& clock;
    Log& log;
  };

  /// Publishes the figures of a charter without events, so that there always is a snapshot.
  explicit Pipeline(Parts parts);
  ~Pipeline();

  /// Takes turns until `stop` is requested, waiting when there is nothing to do, and commits at
  /// the end what was read.
  void run(const std::stop_token& stop);

  /// One turn: each source in order, then, when it is time, commit and publish. Returns the number
  /// of bytes read; none are read while the store refuses to begin. Only on the thread that runs
  /// the pipeline, or before it runs.
  std::size_t turn();

  /// The latest; never null. Any thread.
  SnapshotPtr snapshot() const;

 private:
  class Sink;

  bool begin();
  void rescan_when_due();
  std::size_t poll_sources(Instant now);
  void report_problems();
  void notice_readiness();
  void publish_when_due(Instant now);
  bool commit();
  void report_store(const std::string& error);
  void publish(Instant now, rules::Figures figures);
  void check_clock();
  void wait();

  std::vector<SourceState> states(Instant now);
  std::string waiting_for() const;
  Instant figures_time(Instant now) const;
  Instant passed_time(Instant at) const;

  Parts parts_;
  std::unique_ptr<rules::Engine> engine_;
  SourceLog source_log_;
  Wakeup wakeup_;

  Instant started_;  // T at the start: silence counts from here
  std::vector<std::optional<rules::WorkingTime>> calendars_;  // of each source's expectation
  std::vector<std::optional<Duration>> behind_since_;         // of each source, by the boot clock
  std::optional<Duration> next_rescan_;
  Duration next_publish_;
  Instant published_at_{};       // the T of the published figures
  std::uint64_t events_ = 0;     // applied since the last commit
  std::size_t unpublished_ = 0;  // bytes read since the last publication
  bool ready_ = false;
  bool open_ = false;  // a transaction of the store is
  bool unwatched_reported_ = false;
  bool clock_reported_ = false;
  bool store_reported_ = false;

  mutable std::mutex mutex_;  // guards snapshot_
  SnapshotPtr snapshot_;
};

}  // namespace charterd::daemon
