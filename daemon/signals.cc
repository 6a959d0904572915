#include "daemon/signals.h"

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>

#include <pthread.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

std::atomic<bool> is_stopping = false;

constexpr std::array kStops{SIGTERM, SIGINT};

sigset_t stops() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : kStops) ::sigaddset(&set, number);
  return set;
}

// Takes a stop that waits already; whether there was one.
bool take_stop() {
  const sigset_t set = stops();
  constexpr timespec kAtOnce{};
  return ::sigtimedwait(&set, nullptr, &kAtOnce) > 0;
}

}  // namespace

Signals::Signals() {
  set_ = stops();
  ::sigaddset(&set_, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Signals::Kind Signals::wait() const {
  int number = 0;
  while (::sigwait(&set_, &number) != 0) {
  }
  // The lowest number comes first, SIGHUP: reloads asked for faster than they are made would keep a
  // stop waiting for ever.
  return number == SIGHUP && !take_stop() ? Kind::reload : Kind::stop;
}

void Signals::restore_default() const {
  is_stopping = true;
  for (const int number : kStops) std::signal(number, SIG_DFL);
  // One that waits has what it wants already.
  while (take_stop()) {
  }
  const sigset_t set = stops();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::request_stop() {
  if (!is_stopping) ::kill(::getpid(), SIGTERM);
}

void Signals::request_reload() { ::kill(::getpid(), SIGHUP); }

}  // namespace charterd::daemon
