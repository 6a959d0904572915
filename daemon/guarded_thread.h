// A thread without which the daemon cannot go on.
#pragma once

#include <atomic>
#include <exception>
#include <stop_token>
#include <thread>
#include <utility>

#include "daemon/logging.h"
#include "daemon/signals.h"

namespace charterd::daemon {

/// Runs `work` in a thread; should it throw, says so, sets `failed` and has the whole daemon stop.
/// `log` and `failed` outlive the thread.
template <class Work>
std::jthread guarded_thread(const char* name, Log& log, std::atomic<bool>& failed, Work work) {
  return std::jthread([name, &log, &failed, work = std::move(work)](const std::stop_token& stop) {
    try {
      work(stop);
    } catch (const std::exception& error) {
      log.error("a thread failed, charterd stops", {{"thread", name}, {"error", error.what()}});
      failed = true;
      Signals::request_stop();
    }
  });
}

}  // namespace charterd::daemon
