// What the log says of sources: rejected records now and then, problems with files once.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "collectors/event_sink.h"
#include "collectors/source.h"
#include "config/instant.h"
#include "daemon/logging.h"

namespace charterd::daemon {

/// Between two reports of the same source and reason.
inline constexpr Duration kRejectionInterval = std::chrono::minutes(1);

/// So many different problems are remembered; then they may be said again.
inline constexpr std::size_t kMaximumProblems = 1000;

/// One thread at a time. `log` outlives it.
class SourceLog {
 public:
  explicit SourceLog(Log& log) : log_(log) {}

  /// Reports the first of each source and reason, then one a minute with the number in between.
  /// `boot` never falls.
  void rejected(const collectors::StreamName& stream, const collectors::Origin& place,
                collectors::Reason reason, Duration boot);

  /// The same problem of the same file is reported once.
  void problem(const std::string& source, const collectors::SourceProblem& problem);

 private:
  struct Reported {
    Duration at{};
    std::uint64_t unreported = 0;
  };
  Log& log_;
  std::map<std::pair<std::uint32_t, collectors::Reason>, Reported> rejections_;
  std::set<std::string> problems_;
};

}  // namespace charterd::daemon
