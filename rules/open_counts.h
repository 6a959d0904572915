// The undecided and the overdue cases of one target, by part.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "rules/book.h"

namespace charterd::rules {

/// Not thread-safe. Parts that never had a case count none.
class OpenCounts {
 public:
  struct Count {
    std::int64_t pending = 0;
    std::int64_t overdue = 0;
  };

  /// `times` is 1, or -1 to take one back. `values[i]` is the case's value of TargetPlan::by[i].
  void add_pending(std::span<const LabelIndex> values, std::int64_t times);
  /// `deadline`: the one that the case has passed.
  void add_overdue(std::span<const LabelIndex> values, Instant deadline, std::int64_t times);

  Count of(PartRef part) const;
  /// The earliest deadline that an overdue case has passed.
  std::optional<Instant> oldest_deadline() const;

 private:
  template <class Change>
  void change(std::span<const LabelIndex> values, const Change& change);

  Count all_;
  std::vector<std::vector<Count>> parts_;  // by label, by value
  std::map<Instant, std::int64_t> deadlines_;
};

}  // namespace charterd::rules
