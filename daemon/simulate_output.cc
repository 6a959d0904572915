#include "daemon/simulate_output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>

#include <poll.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

constexpr std::chrono::milliseconds kLongestWait{60'000};

}  // namespace

SimulateOutput::Result SimulateOutput::flush() {
  std::string_view left = text_;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return Result::reader_gone;
    } else if (errno == EAGAIN) {
      pollfd room{descriptor_, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      error_ = std::error_code(errno, std::generic_category()).message();
      return Result::failed;
    }
  }
  text_.clear();
  return Result::fine;
}

SimulateOutput::Result SimulateOutput::wait(Duration time, int signals) const {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    // Of the output only that its other end was closed.
    std::array<pollfd, 2> watched{{{signals, POLLIN, 0}, {descriptor_, 0, 0}}};
    const auto timeout = std::clamp(left, std::chrono::milliseconds{0}, kLongestWait);
    const int found = ::poll(watched.data(), watched.size(), static_cast<int>(timeout.count()));
    if (found > 0 && watched[0].revents != 0) return Result::stopped;
    if (found > 0 && watched[1].revents != 0) return Result::reader_gone;
    if (left.count() <= 0) return Result::fine;
  }
}

}  // namespace charterd::daemon
