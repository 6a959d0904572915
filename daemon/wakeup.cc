#include "daemon/wakeup.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <system_error>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

constexpr std::uint32_t kMask = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE;

// Where poll() is refused (the process may have fewer descriptors than are waited for, EINVAL) this
// passes before all is looked at.
constexpr std::chrono::milliseconds kBlindPause{100};

/// True when one of `files` (-1 are passed over) becomes readable in time.
bool wait_readable(std::span<pollfd> files, std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const int ready = ::poll(files.data(), files.size(),
                             static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000)));
    if (ready > 0) return true;
    if (ready == 0 && std::chrono::steady_clock::now() >= end) return false;
    if (ready < 0 && errno != EINTR) {
      std::this_thread::sleep_for(std::clamp(left, std::chrono::milliseconds(0), kBlindPause));
      return false;
    }
  }
}

}  // namespace

InotifyWakeup::InotifyWakeup()
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      notify_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      interrupt_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (notify_ >= 0 && interrupt_ >= 0) return;
  const int error = errno;
  for (const int file : {inotify_, notify_, interrupt_}) {
    if (file >= 0) ::close(file);
  }
  throw std::system_error(error, std::generic_category(), "cannot make an event descriptor");
}

InotifyWakeup::~InotifyWakeup() {
  if (inotify_ >= 0) ::close(inotify_);
  ::close(notify_);
  ::close(interrupt_);
}

std::size_t InotifyWakeup::watch(const std::vector<std::string>& folders) {
  if (inotify_ < 0) inotify_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify_ < 0) return folders.size();
  for (auto watch = watches_.begin(); watch != watches_.end();) {
    if (std::find(folders.begin(), folders.end(), watch->first) != folders.end()) {
      ++watch;
      continue;
    }
    // Two names of one folder share a descriptor: the other name's is added again below.
    ::inotify_rm_watch(inotify_, watch->second);
    const int removed = watch->second;
    std::erase_if(watches_, [&](const auto& other) { return other.second == removed; });
    watch = watches_.begin();
  }
  std::size_t failed = 0;
  for (const std::string& folder : folders) {
    if (watches_.contains(folder)) continue;
    const int watch = ::inotify_add_watch(inotify_, folder.c_str(), kMask | IN_ONLYDIR);
    if (watch >= 0) {
      watches_[folder] = watch;
    } else {
      ++failed;
    }
  }
  return failed;
}

Wakeup::Cause InotifyWakeup::wait(std::chrono::milliseconds timeout,
                                  const std::vector<int>& descriptors) {
  std::vector<pollfd> files{{interrupt_, POLLIN, 0}, {notify_, POLLIN, 0}, {inotify_, POLLIN, 0}};
  for (const int descriptor : descriptors) files.push_back({descriptor, POLLIN, 0});
  if (!wait_readable(files, timeout)) return Cause::timeout;
  if (files[0].revents != 0) return Cause::interrupted;
  if (files[1].revents != 0) {
    std::uint64_t times = 0;
    [[maybe_unused]] const auto size = ::read(notify_, &times, sizeof times);
    return Cause::notified;
  }
  if (files[2].revents == 0) return Cause::readable;
  return drain() ? Cause::overflow : Cause::change;
}

Wakeup::Cause InotifyWakeup::pause(std::chrono::milliseconds timeout) {
  std::array<pollfd, 1> files{{{interrupt_, POLLIN, 0}}};
  return wait_readable(files, timeout) ? Cause::interrupted : Cause::timeout;
}

void InotifyWakeup::notify() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(notify_, &one, sizeof one);
}

void InotifyWakeup::interrupt() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then it is set.
  [[maybe_unused]] const auto written = ::write(interrupt_, &one, sizeof one);
}

void InotifyWakeup::rearm() {
  std::uint64_t times = 0;
  [[maybe_unused]] const auto size = ::read(interrupt_, &times, sizeof times);
}

bool InotifyWakeup::drain() {
  alignas(inotify_event) std::array<char, 16384> buffer;
  bool overflow = false;
  for (;;) {
    const auto size = ::read(inotify_, buffer.data(), buffer.size());
    if (size <= 0) return overflow;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      overflow = overflow || (event.mask & IN_Q_OVERFLOW) != 0;
      // The folder has gone, and its watch with it: it is watched anew if it comes back.
      if ((event.mask & IN_IGNORED) != 0) {
        std::erase_if(watches_, [gone = event.wd](const auto& w) { return w.second == gone; });
      }
      at += sizeof event + event.len;
    }
  }
}

}  // namespace charterd::daemon
