// Who has asked by HTTP for the files to be read again, and waits for the outcome.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/http_later.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

/// So many may wait for one reload; further ones are told to come back.
inline constexpr std::size_t kReloadsWaiting = 64;
/// And for so long: a large state takes its time to be read.
inline constexpr std::chrono::minutes kReloadPatience{10};

/// Any thread.
class ReloadRequests {
 public:
  /// `wake` has some thread call begin(), reload, and call end(); it must not wait for it.
  explicit ReloadRequests(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// The answer comes with the end of a reload that begins after this call: 200, 500 with what is
  /// wrong, or 503 when there will be none.
  HttpAnswer ask();

  using Waiting = std::vector<std::shared_ptr<LaterAnswer>>;
  /// Those who have asked so far, and wait for the reload that begins now.
  Waiting begin();
  /// How it ended.
  static void end(const Waiting& waiting, const tl::expected<void, std::string>& outcome);

  /// charterd stops: there is no reload any more.
  void close();

 private:
  std::function<void()> wake_;
  std::mutex mutex_;  // guards all below
  Waiting waiting_;
  bool closed_ = false;
};

}  // namespace charterd::daemon
