// Signs of life of one thread, for whoever watches over it.
#pragma once

#include <atomic>
#include <cstdint>

namespace charterd::daemon {

/// Counts the steps of a thread's work, and stands still when the thread does. Any thread.
class Heartbeat {
 public:
  void beat() { count_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_{0};
};

}  // namespace charterd::daemon
