// Waiting until something may have changed in one of a few folders, or until told to stop.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace charterd::daemon {

/// Watches through inotify. Where that is not to be had, wait() simply lasts its full time.
/// One thread at a time, except for interrupt().
class Wakeup {
 public:
  enum class Cause { change, readable, timeout, notified, interrupted };

  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  /// Watches exactly these folders from now on. Returns how many of them cannot be watched.
  std::size_t watch(const std::vector<std::string>& folders);

  /// Returns at once when something changed, or notify() was called, since the last call that said
  /// so; or while one of `descriptors` is readable.
  Cause wait(std::chrono::milliseconds timeout, const std::vector<int>& descriptors = {});

  /// Only interrupt() ends it early; changes meanwhile are kept for wait().
  Cause pause(std::chrono::milliseconds timeout);

  /// Ends this or the next wait(). Safe from any thread.
  void notify();

  /// Ends this and every later wait() and pause(). Safe from any thread.
  void interrupt();

  /// Takes interrupt() back.
  void rearm();

 private:
  void drain();

  int inotify_;
  int notify_;                          // an eventfd that wait() reads
  int interrupt_;                       // an eventfd that only rearm() reads
  std::map<std::string, int> watches_;  // folder to watch descriptor
};

}  // namespace charterd::daemon
