// What the service manager is told, and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "config/instant.h"
#include "daemon/snapshot.h"

namespace charterd::daemon {

/// A pure state machine: time, heartbeats and words come in, datagrams of sd_notify(3) come out.
class ServiceReport {
 public:
  /// How the process is doing.
  struct Signs {
    Duration at{};               ///< the boot clock
    std::uint64_t pipeline = 0;  ///< beats; also of restoring the state
    std::uint64_t http = 0;      ///< beats
    std::string status;          ///< how it is doing in words; "" leaves what was said
  };

  /// `watchdog`: the longest silence that is taken for life; nullopt: nobody watches.
  explicit ServiceReport(std::optional<Duration> watchdog);

  /// The datagram that is due, "" for none. Before serve() the start's time limit is extended as
  /// long as the state is really being restored. Then READY=1 as soon as the pipeline has taken a
  /// turn and the HTTP thread has answered; then WATCHDOG=1 at a third of the limit, but only when
  /// both have made progress since the last one.
  std::string next(const Signs& signs);

  /// The state has been taken over and both threads are started, `signs` being what they were then.
  void serve(const Signs& signs);

  /// The first and the last message of a reload; `at`: the monotonic clock. Only while is_ready():
  /// otherwise "".
  std::string reloading(std::chrono::microseconds at);
  std::string reloaded();

  /// From here on the pings go on unasked: the end has a time limit of its own.
  std::string stopping();

  bool is_ready() const { return phase_ == Phase::ready || phase_ == Phase::reloading; }

 private:
  enum class Phase { starting, serving, ready, reloading, stopping };

  std::string start_message(const Signs& signs);
  std::string first_message(const Signs& signs);
  std::string ping(const Signs& signs);

  std::optional<Duration> watchdog_;
  Phase phase_ = Phase::starting;
  std::uint64_t pipeline_ = 0, http_ = 0;  // beats at the last message that asked for progress
  std::optional<Duration> pinged_at_;
  std::string said_;
};

/// One line for `systemctl status`.
std::string service_status(const Snapshot& snapshot);

}  // namespace charterd::daemon
