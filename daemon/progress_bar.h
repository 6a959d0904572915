// How far the reading has come, on one line of a terminal that is drawn again and again.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "collectors/source.h"
#include "config/instant.h"

namespace charterd::daemon {

class ProgressBar {
 public:
  /// Drawn again no sooner than this.
  static constexpr Duration kInterval = std::chrono::milliseconds(100);

  /// `out` outlives the bar. Without `shown` nothing is ever written. `now` never falls.
  ProgressBar(std::ostream& out, bool shown, std::function<Duration()> now);
  /// Removes the line.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(const collectors::Source::Progress& progress);

  /// The steady clock of the machine.
  static Duration steady_now();

 private:
  std::ostream& out_;
  bool shown_;
  std::function<Duration()> now_;
  std::optional<Duration> drawn_;
};

/// "  42% ████████░░░░░░░░░░░░  1.3 of 3.0 GB"; without a total only what was read.
std::string progress_text(const collectors::Source::Progress& progress);

}  // namespace charterd::daemon
