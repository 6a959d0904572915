// The values of one label as small numbers, bounded.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/event.h"
#include "collectors/vocabulary.h"
#include "config/kept_rows.h"
#include "rules/plan.h"

namespace charterd::rules {

using LabelIndex = std::uint16_t;
inline constexpr LabelIndex kUnknown = 0;  ///< the event lacks the label
inline constexpr LabelIndex kOther = 1;    ///< a value beyond the listed ones, or the bound
inline constexpr LabelIndex kFirstValue = 2;

/// Numbers a label's values: the scope's listed ones, or, for an unlisted label, the first
/// kMostLabelValues that come. Not thread-safe.
class LabelValues {
 public:
  explicit LabelValues(const LabelPlan& plan);

  LabelIndex index_of(const collectors::FieldValue& value);
  const std::string& name(LabelIndex index) const { return names_.name(index); }
  std::size_t size() const { return names_.size(); }  ///< with unknown and other
  bool is_listed(LabelIndex index) const { return index >= kFirstValue && index < listed_end_; }

  /// All numbers in the order in which figures show them: listed ones as listed, found ones by
  /// name, then other and unknown.
  std::vector<LabelIndex> in_order() const;

  /// How often index_of() answered kOther for a value that is not called so.
  std::uint64_t folded() const { return folded_; }
  /// Whether further ones are counted there.
  void count_folded(bool counts) { counts_folded_ = counts; }

  /// Appends the rows of Table::label_values that have changed since the last call.
  void save(std::int64_t label, config::RowChanges& changes);
  /// Takes a row that was saved, before the first look-up. False when it cannot be one.
  bool restore(const config::RowKey& key, std::string_view value);

 private:
  static constexpr std::int64_t kFoldedRow = -1;
  collectors::NameTable names_;
  LabelIndex listed_end_;
  std::size_t most_;
  std::uint64_t folded_ = 0;
  bool counts_folded_ = true;
  std::size_t saved_ = 0;  // so many names are
  std::uint64_t saved_folded_ = 0;
};

}  // namespace charterd::rules
