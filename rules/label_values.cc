#include "rules/label_values.h"

#include <algorithm>
#include <numeric>

#include "config/packed.h"

namespace charterd::rules {

LabelValues::LabelValues(const LabelPlan& plan) {
  names_.add("unknown");
  names_.add("other");
  for (const std::string& value : plan.listed) names_.add(value);
  listed_end_ = static_cast<LabelIndex>(names_.size());
  most_ = plan.listed.empty() ? kFirstValue + kMostLabelValues : names_.size();
  saved_ = names_.size();  // the charter has these
}

LabelIndex LabelValues::index_of(const collectors::FieldValue& value) {
  if (value.kind != collectors::FieldValue::Kind::text) return kUnknown;
  if (const auto found = names_.find(value.text)) return *found;
  if (names_.size() < most_) return names_.add(value.text);
  folded_ += counts_folded_ ? 1 : 0;
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

void LabelValues::save(std::int64_t label, config::RowChanges& changes) {
  const auto put = [&](std::int64_t row, const config::Packer& value) {
    changes.put({config::Table::label_values, label, row}, value.bytes());
  };
  for (; saved_ < names_.size(); ++saved_) {
    put(static_cast<std::int64_t>(saved_),
        config::Packer().text(name(static_cast<LabelIndex>(saved_))));
  }
  if (saved_folded_ == folded_) return;
  saved_folded_ = folded_;
  put(kFoldedRow, config::Packer().number(folded_));
}

bool LabelValues::restore(const config::RowKey& key, std::string_view value) {
  config::Unpacker from(value);
  if (key.b == kFoldedRow) {
    saved_folded_ = folded_ = from.number();
    return from.ended();
  }
  const std::string_view name = from.text();
  const bool is_next = key.b == static_cast<std::int64_t>(names_.size()) && names_.size() < most_;
  if (!from.ended() || !is_next || names_.find(name)) return false;
  names_.add(name);
  saved_ = names_.size();
  return true;
}

}  // namespace charterd::rules
