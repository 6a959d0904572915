// The charter in force: read, measured, and exchanged for another one while the daemon runs.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <tl/expected.hpp>

#include "daemon/clock.h"
#include "daemon/forget_requests.h"
#include "daemon/heartbeat.h"
#include "daemon/logging.h"
#include "daemon/options.h"
#include "daemon/pipeline.h"
#include "daemon/self_metrics.h"
#include "daemon/setup.h"
#include "daemon/state_store.h"
#include "daemon/wakeup.h"

namespace charterd::daemon {

/// Owns what the two files made and the pipeline that works by it. All but what is said otherwise
/// on the thread that made it.
class Service {
 public:
  /// What the references name outlives the service.
  struct Parts {
    const Options& options;  ///< where the files are, and the flags that beat them
    StateStore& store;
    Clock& clock;
    Wakeup& wakeup;
    Log& log;
    ForgetRequests* requests = nullptr;  ///< may be null
    Heartbeat* heartbeat = nullptr;      ///< of the pipeline, whichever it is; may be null
    std::function<Instant()> wall;       ///< says when a reload was
    const collectors::PushQueues* posts = nullptr;  ///< what is posted; may be null
    /// Makes ready for other settings, before anything is exchanged: what it gives is called when
    /// that is done, or not at all. The error stops the reload. Empty: there is nothing to do.
    std::function<tl::expected<std::function<void()>, std::string>(const config::Settings&)>
        prepare{};
  };

  /// Takes over what the store has kept. Throws std::runtime_error when it cannot be read.
  Service(const Parts& parts, std::unique_ptr<Setup> setup);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Reads in a thread of its own, until stop().
  void start();
  /// Keeps what was read, and ends the thread.
  void stop();
  /// The thread has ended by itself, which it must not. Any thread.
  bool failed() const { return failed_; }

  /// Reads both files anew and goes on by them: whole or not at all. The error, which the log has
  /// in more words, says why nothing has changed. While the files are exchanged, the snapshot is
  /// the last one of the old ones. After start().
  tl::expected<void, std::string> reload();

  /// The latest; never null. Any thread.
  SnapshotPtr snapshot() const;
  /// Of the settings: no reload changes it.
  const std::optional<config::PublicPage>& public_page() const {
    return setup_->settings.public_page;
  }
  /// How the last reload ended. Any thread.
  ReloadState reload_state() const;

 private:
  using Outcome = tl::expected<void, std::string>;

  std::unique_ptr<Pipeline> make_pipeline(Setup& setup, Pipeline* predecessor) const;
  Outcome load_and_exchange();
  Outcome exchange(std::unique_ptr<Setup> next);
  void set_reload_state(bool successful);

  const Parts parts_;
  std::unique_ptr<Setup> setup_;
  std::unique_ptr<Pipeline> pipeline_;  // exchanged under mutex_ only
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_;  // guards which pipeline_ it is, and reload_
  ReloadState reload_;
  std::jthread reading_;
};

}  // namespace charterd::daemon
