// Sums by step of time, sparse: a step without outcomes takes no room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace charterd::rules {

/// A step's number: minutes or hours since 1970 in UTC, or local days since 1970.
using StepId = std::int32_t;

/// Cells by rising step. Adding at or near the last step is fast; anywhere else it costs a search.
template <class Cell>
class Steps {
 public:
  /// The cell of a step, made when there is none. Valid until the next call.
  Cell& at(StepId id) {
    if (hint_ < steps_.size() && steps_[hint_].id == id) return steps_[hint_].cell;
    if (steps_.empty() || steps_.back().id < id) {
      steps_.push_back({id, {}});
      hint_ = steps_.size() - 1;
      return steps_.back().cell;
    }
    auto found = first_from(id);
    if (found == steps_.end() || found->id != id) found = steps_.insert(found, {id, {}});
    hint_ = static_cast<std::size_t>(found - steps_.begin());
    return found->cell;
  }

  /// The sum of the steps in [from, to).
  Cell sum(StepId from, StepId to) const {
    Cell total;
    for (auto step = first_from(from); step != steps_.end() && step->id < to; ++step) {
      total += step->cell;
    }
    return total;
  }

  /// The cell of a step; nullptr when there is none. Valid until the next change.
  const Cell* find(StepId id) const {
    const auto found = first_from(id);
    return found == steps_.end() || found->id != id ? nullptr : &found->cell;
  }
  /// The last step; there is one.
  StepId newest() const { return steps_.back().id; }

  /// Drops the steps below `id`.
  void forget_before(StepId id) {
    steps_.erase(steps_.begin(), first_from(id));
    hint_ = 0;
  }

  std::size_t size() const { return steps_.size(); }

 private:
  struct Step {
    StepId id;
    Cell cell;
  };
  auto first_from(StepId id) const {
    return std::lower_bound(steps_.begin(), steps_.end(), id,
                            [](const Step& step, StepId wanted) { return step.id < wanted; });
  }
  auto first_from(StepId id) {
    return std::lower_bound(steps_.begin(), steps_.end(), id,
                            [](const Step& step, StepId wanted) { return step.id < wanted; });
  }

  std::vector<Step> steps_;
  std::size_t hint_ = 0;  // where the last cell was
};

}  // namespace charterd::rules
