// Histograms of measures by the labels that targets use, for a daemon's metrics.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "config/kept_rows.h"
#include "rules/figures.h"
#include "rules/histogram_plan.h"
#include "rules/label_values.h"
#include "rules/plan.h"
#include "rules/wide.h"

namespace charterd::rules {

/// The most sets of label values of one measure; further ones are counted with every label
/// `other`.
inline constexpr std::size_t kMostHistograms = 1000;
/// The most sets of listed values that are made before they are seen.
inline constexpr std::size_t kMostHistogramsAtStart = 100;

/// One measure's histograms on one clock. Not thread-safe.
class Histograms {
 public:
  /// `plan` outlives it. Makes the histograms of all listed label values, so that they are there
  /// before the first event, unless they are too many; `values` by LabelId.
  Histograms(const HistogramPlan& plan, const std::vector<LabelValues>& values);

  /// `labels[i]` is the value of HistogramPlan::labels[i].
  void add(Fixed value, std::span<const LabelIndex> labels);

  void append_to(std::vector<HistogramFigure>& figures, const Plan& plan,
                 const std::vector<LabelValues>& values) const;

  /// Appends the rows of Table::histograms that have changed since the last call; `key` names the
  /// group and the histogram.
  void save(config::RowKey key, config::RowChanges& changes);
  /// Takes a row that was saved, before the first value. False when it cannot be one.
  bool restore(const config::RowKey& key, std::string_view value);

 private:
  struct One {
    std::vector<LabelIndex> labels;
    std::vector<std::uint64_t> counts;
    Wide sum = 0;
    bool changed = false;  // since it was saved
  };
  void make_listed(const std::vector<LabelValues>& values);
  One& find(std::span<const LabelIndex> labels);
  One& make(std::uint64_t key, std::vector<LabelIndex> labels);

  const HistogramPlan& plan_;
  std::vector<One> all_;
  std::unordered_map<std::uint64_t, std::size_t> by_key_;
};

}  // namespace charterd::rules
