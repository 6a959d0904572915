// How many lines of one kind the log takes, so that nothing can fill a disk with it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/instant.h"

namespace charterd::daemon {

/// Counts lines by what they say, in minutes that begin with the first of them. One thread at a
/// time.
class LogLimit {
 public:
  /// So many different ones are told apart; then counting begins anew.
  static constexpr std::size_t kMostKinds = 1000;

  struct LeftOut {
    std::string message;
    std::uint64_t lines = 0;
  };
  /// What was left out in minutes that are over, each once. To be asked before allows().
  std::vector<LeftOut> take_left_out(Instant now);

  /// False when this line is to be left out. `kind` is the message, and what tells its lines apart
  /// behind a line feed.
  bool allows(const std::string& kind, Instant now);

 private:
  struct Counted {
    Instant since{};
    std::uint64_t lines = 0;     // written
    std::uint64_t left_out = 0;  // and not told yet
  };
  std::map<std::string, Counted> kinds_;
  bool any_left_out_ = false;
};

}  // namespace charterd::daemon
