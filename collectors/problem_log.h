// What a source has to say about its files, each thing once.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "collectors/source.h"

namespace charterd::collectors {

class ProblemLog {
 public:
  /// Kept for take() unless it was the last thing said about `path`.
  void say(const std::string& path, std::string message);
  /// For the log only: nothing is wrong.
  void tell(const std::string& path, std::string message) {
    waiting_.push_back({path, std::move(message), true});
  }
  /// All is well with `path` again: what is said next is said anew.
  void forget(const std::string& path) { said_.erase(path); }
  std::vector<SourceProblem> take() { return std::exchange(waiting_, {}); }

 private:
  std::map<std::string, std::string> said_;
  std::vector<SourceProblem> waiting_;
};

}  // namespace charterd::collectors
