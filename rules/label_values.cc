#include "rules/label_values.h"

#include <algorithm>
#include <numeric>

namespace charterd::rules {

LabelValues::LabelValues(const LabelPlan& plan) {
  names_.add("unknown");
  names_.add("other");
  for (const std::string& value : plan.listed) names_.add(value);
  listed_end_ = static_cast<LabelIndex>(names_.size());
  most_ = plan.listed.empty() ? kFirstValue + kMostLabelValues : names_.size();
}

LabelIndex LabelValues::index_of(const collectors::FieldValue& value) {
  if (value.kind != collectors::FieldValue::Kind::text) return kUnknown;
  if (const auto found = names_.find(value.text)) return *found;
  if (names_.size() < most_) return names_.add(value.text);
  ++folded_;
  return kOther;
}

std::vector<LabelIndex> LabelValues::in_order() const {
  std::vector<LabelIndex> order(names_.size() - kFirstValue);
  std::iota(order.begin(), order.end(), kFirstValue);
  std::sort(order.begin() + (listed_end_ - kFirstValue), order.end(),
            [this](LabelIndex a, LabelIndex b) { return name(a) < name(b); });
  order.push_back(kOther);
  order.push_back(kUnknown);
  return order;
}

}  // namespace charterd::rules
