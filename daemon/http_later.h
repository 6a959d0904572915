// An answer that is not there yet when the handler returns.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/http_types.h"

namespace charterd::daemon {

/// One side makes the answer, in whatever thread, the other waits for it. May outlive the server.
class LaterAnswer {
 public:
  using Make = std::function<HttpAnswer()>;

  /// `patience`: how long the server waits for it, in place of HttpLimits::later.
  explicit LaterAnswer(std::optional<std::chrono::milliseconds> patience = std::nullopt)
      : patience_(patience) {}

  /// Only the first call counts. `make` runs on the server's thread, unless nobody waits any more.
  void give(Make make);
  void give(HttpAnswer answer);

  std::optional<std::chrono::milliseconds> patience() const { return patience_; }

  /// Nobody has given up waiting. Any thread.
  bool wanted() const { return wanted_; }

  /// For the server: nobody waits any more.
  void give_up() { wanted_ = false; }
  /// For the server: `take` is called once, at once if the answer is there, in any thread.
  void when_given(std::function<void(Make)> take);

 private:
  const std::optional<std::chrono::milliseconds> patience_;
  std::mutex mutex_;
  bool given_ = false;
  Make make_;
  std::function<void(Make)> take_;
  std::atomic<bool> wanted_ = true;
};

/// An answer of one line of plain text; the line's end is added.
HttpAnswer line_answer(unsigned status, std::string line);
/// An answer that `later` brings.
HttpAnswer answer_by(std::shared_ptr<LaterAnswer> later);

}  // namespace charterd::daemon
