#include "daemon/source_log.h"

namespace charterd::daemon {

void SourceLog::rejected(const collectors::StreamName& stream, const collectors::Origin& place,
                         collectors::Reason reason, Duration boot) {
  const auto [entry, is_new] = rejections_.try_emplace({place.source, reason});
  Reported& reported = entry->second;
  if (!is_new && boot - reported.at < kRejectionInterval) {
    ++reported.unreported;
    return;
  }
  log_.warn("record rejected", {{"source", stream.source},
                                {"file", stream.path},
                                {"line", place.line},
                                {"offset", place.offset},
                                {"reason", name_of(reason)},
                                {"unreported_before", reported.unreported}});
  reported = {boot, 0};
}

void SourceLog::problem(const std::string& source, const collectors::SourceProblem& problem) {
  if (problem.notice) {
    log_.info(problem.message, {{"source", source}, {"address", problem.path}});
    return;
  }
  if (problems_.size() >= kMaximumProblems) problems_.clear();
  if (!problems_.insert(source + '\n' + problem.path + '\n' + problem.message).second) return;
  log_.warn(problem.message, {{"source", source}, {"file", problem.path}});
}

}  // namespace charterd::daemon
