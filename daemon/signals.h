// Signals as values that one thread waits for.
#pragma once

#include <signal.h>

namespace charterd::daemon {

/// From its making on, SIGTERM, SIGINT and SIGHUP wait to be taken, in this thread and in those it
/// starts, and SIGPIPE is ignored. Make it before any other thread.
class Signals {
 public:
  enum class Kind { stop, reload };

  Signals();

  /// Waits for the next one; of those that wait already a stop comes first.
  Kind wait() const;

  /// From now on SIGTERM and SIGINT end the process at once, as they do by default; request_stop()
  /// does nothing any more.
  void restore_default() const;

  /// As if the process had been sent SIGTERM. Any thread.
  static void request_stop();
  /// As if it had been sent SIGHUP. Any thread.
  static void request_reload();

 private:
  sigset_t set_{};
};

}  // namespace charterd::daemon
