#include "collectors/problem_log.h"

namespace charterd::collectors {

void ProblemLog::say(const std::string& path, std::string message) {
  std::string& last = said_[path];
  if (last == message) return;
  last = message;
  waiting_.push_back({path, std::move(message), false});
}

}  // namespace charterd::collectors
