#include "daemon/signals.h"

#include <atomic>
#include <csignal>
#include <initializer_list>

#include <pthread.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

std::atomic<bool> is_stopping = false;

}  // namespace

Signals::Signals() {
  ::sigemptyset(&set_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set_, number);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Signals::Kind Signals::wait() const {
  int number = 0;
  while (::sigwait(&set_, &number) != 0) {
  }
  return number == SIGHUP ? Kind::reload : Kind::stop;
}

void Signals::restore_default() const {
  is_stopping = true;
  sigset_t stopping;
  ::sigemptyset(&stopping);
  for (const int number : {SIGTERM, SIGINT}) {
    std::signal(number, SIG_DFL);
    ::sigaddset(&stopping, number);
  }
  // One that waits has what it wants already.
  constexpr timespec kAtOnce{};
  while (::sigtimedwait(&stopping, nullptr, &kAtOnce) > 0) {
  }
  ::pthread_sigmask(SIG_UNBLOCK, &stopping, nullptr);
}

void Signals::request_stop() {
  if (!is_stopping) ::kill(::getpid(), SIGTERM);
}

void Signals::request_reload() { ::kill(::getpid(), SIGHUP); }

}  // namespace charterd::daemon
