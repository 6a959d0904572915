// Waiting until something may have changed in one of a few folders, or until told to stop.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace charterd::daemon {

/// One thread at a time, except for notify() and interrupt().
class Wakeup {
 public:
  /// `overflow`: more has changed than is known of, new files perhaps.
  enum class Cause { change, overflow, readable, timeout, notified, interrupted };

  Wakeup() = default;
  virtual ~Wakeup() = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  /// Watches exactly these folders from now on. Returns how many of them cannot be watched.
  virtual std::size_t watch(const std::vector<std::string>& folders) = 0;

  /// Returns at once when something changed, or notify() was called, since the last call that said
  /// so; or while one of `descriptors` is readable.
  virtual Cause wait(std::chrono::milliseconds timeout, const std::vector<int>& descriptors) = 0;
  Cause wait(std::chrono::milliseconds timeout) { return wait(timeout, {}); }

  /// Only interrupt() ends it early; changes meanwhile are kept for wait().
  virtual Cause pause(std::chrono::milliseconds timeout) = 0;

  /// Ends this or the next wait(). Safe from any thread.
  virtual void notify() = 0;

  /// Ends this and every later wait() and pause(). Safe from any thread.
  virtual void interrupt() = 0;

  /// Takes interrupt() back.
  virtual void rearm() = 0;
};

/// Through inotify. Where that is not to be had, wait() simply lasts its full time, and watch()
/// tries again. wait() and pause() may be shorter where the process may not have enough
/// descriptors.
class InotifyWakeup : public Wakeup {
 public:
  InotifyWakeup();
  ~InotifyWakeup() override;

  using Wakeup::wait;
  std::size_t watch(const std::vector<std::string>& folders) override;
  Cause wait(std::chrono::milliseconds timeout, const std::vector<int>& descriptors) override;
  Cause pause(std::chrono::milliseconds timeout) override;
  void notify() override;
  void interrupt() override;
  void rearm() override;

 private:
  /// True when the kernel had no room for all that changed.
  bool drain();

  int inotify_;
  int notify_;                          // an eventfd that wait() reads
  int interrupt_;                       // an eventfd that only rearm() reads
  std::map<std::string, int> watches_;  // folder to watch descriptor
};

}  // namespace charterd::daemon
