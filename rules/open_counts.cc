#include "rules/open_counts.h"

namespace charterd::rules {

template <class Change>
void OpenCounts::change(std::span<const LabelIndex> values, const Change& change) {
  change(all_);
  if (parts_.size() < values.size()) parts_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& counts = parts_[i];
    if (counts.size() <= values[i]) counts.resize(std::size_t{values[i]} + 1);
    change(counts[values[i]]);
  }
}

void OpenCounts::add_pending(std::span<const LabelIndex> values, std::int64_t times) {
  change(values, [times](Count& count) { count.pending += times; });
}

void OpenCounts::add_overdue(std::span<const LabelIndex> values, Instant deadline,
                             std::int64_t times) {
  change(values, [times](Count& count) { count.overdue += times; });
  const auto found = deadlines_.try_emplace(deadline, 0).first;
  found->second += times;
  if (found->second == 0) deadlines_.erase(found);
}

OpenCounts::Count OpenCounts::of(PartRef part) const {
  if (part.label == PartRef::kAll) return all_;
  if (part.label >= parts_.size() || part.value >= parts_[part.label].size()) return {};
  return parts_[part.label][part.value];
}

std::optional<Instant> OpenCounts::oldest_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

}  // namespace charterd::rules
