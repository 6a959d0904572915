// In which order signals are taken that wait together.
#include "daemon/signals.h"

#include <csignal>

#include <catch2/catch.hpp>
#include <pthread.h>

namespace charterd::daemon {
namespace {

// The program of the tests keeps taking signals as it did. All that waits must have been taken.
class SameSignalMask {
 public:
  SameSignalMask() { ::pthread_sigmask(SIG_SETMASK, nullptr, &before_); }
  ~SameSignalMask() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SameSignalMask(const SameSignalMask&) = delete;
  SameSignalMask& operator=(const SameSignalMask&) = delete;

 private:
  sigset_t before_{};
};

TEST_CASE("A stop does not wait behind reloads, though they come without end") {
  const SameSignalMask mask;
  const Signals signals;
  for (const int stop : {SIGTERM, SIGINT}) {
    CAPTURE(stop);
    // raise() is for this thread alone: another one could take what kill() sends.
    std::raise(SIGHUP);
    std::raise(stop);
    CHECK(signals.wait() == Signals::Kind::stop);
    std::raise(SIGHUP);
    CHECK(signals.wait() == Signals::Kind::reload);
  }
}

}  // namespace
}  // namespace charterd::daemon
