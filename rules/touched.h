// Which steps have changed since somebody last asked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "rules/steps.h"

namespace charterd::rules {

/// Steps by number, few of them different. Adding the same one again and again is cheap.
class Touched {
 public:
  void add(StepId id) {
    if (!ids_.empty() && ids_.back() == id) return;
    if (ids_.size() >= most_) thin_out();
    ids_.push_back(id);
  }

  /// Those touched since the last call, each once, rising.
  std::vector<StepId> take() {
    thin_out();
    most_ = kMost;
    return std::exchange(ids_, {});
  }

 private:
  static constexpr std::size_t kMost = 1024;

  void thin_out() {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    // So that many different ones are not sorted again and again.
    most_ = std::max(kMost, 2 * ids_.size());
  }

  std::vector<StepId> ids_;
  std::size_t most_ = kMost;
};

}  // namespace charterd::rules
