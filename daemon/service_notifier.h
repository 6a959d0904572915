// Keeps the service manager informed while the daemon works.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/heartbeat.h"
#include "daemon/notify_socket.h"
#include "daemon/snapshot.h"

namespace charterd::daemon {

/// Under a service manager a thread of its own sends what ServiceReport says is due; without one
/// nothing happens. What is called here returns at once; any thread, but one at a time.
class ServiceNotifier {
 public:
  /// `pipeline` beats for each row of the state that is restored and for each turn of the pipeline,
  /// and outlives the notifier.
  ServiceNotifier(const ServiceEnvironment& environment, const Heartbeat& pipeline);
  ~ServiceNotifier();

  struct Served {
    std::function<SnapshotPtr()> snapshot;  ///< never gives null
    /// Has the HTTP server's thread run a function; on the notifier's thread.
    std::function<void(std::function<void()>)> on_http_thread;
  };
  /// The state has been taken over, the server listens, and both threads are started.
  void serve(Served served);

  void reloading();
  /// Whatever became of the reload.
  void ready();
  /// Before the threads are told to stop. `served` is not used any more once this returns.
  void stopping();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;  // nullptr: nobody listens
};

}  // namespace charterd::daemon
