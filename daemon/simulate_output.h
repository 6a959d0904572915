// Standard output in large pieces, and a wait that ends when its reader goes away.
#pragma once

#include <string>

#include "config/instant.h"

namespace charterd::daemon {

class SimulateOutput {
 public:
  enum class Result { fine, reader_gone, failed, stopped };

  /// `descriptor` stays the caller's. SIGPIPE must be ignored.
  explicit SimulateOutput(int descriptor) : descriptor_(descriptor) {}

  /// The text to be written; append to it.
  std::string& text() { return text_; }

  /// Writes the text when there is much of it.
  Result flush_if_large() { return text_.size() < kLarge ? Result::fine : flush(); }
  Result flush();

  /// Waits (not at all unless `time` is positive): fine when it has passed, stopped when `signals`
  /// (a signalfd) has something.
  Result wait(Duration time, int signals) const;

  /// What stands in the way, after `failed`.
  const std::string& error() const { return error_; }

 private:
  static constexpr std::size_t kLarge = 65'536;
  int descriptor_;
  std::string text_;
  std::string error_;
};

}  // namespace charterd::daemon
