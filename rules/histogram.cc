#include "rules/histogram.h"

#include <algorithm>
#include <utility>

#include "config/packed.h"

namespace charterd::rules {

namespace {

std::uint64_t key_of(std::span<const LabelIndex> labels) {
  // Label numbers stay small, but a scope may list many values: 16 bits each, mixed when there
  // are more labels than fit.
  std::uint64_t key = 0;
  for (const LabelIndex label : labels) key = (key * 65'521) + label;
  return key;
}

}  // namespace

Histograms::Histograms(const HistogramPlan& plan, const std::vector<LabelValues>& values)
    : plan_(plan) {
  if (!plan.bounds.empty()) make_listed(values);
}

void Histograms::make_listed(const std::vector<LabelValues>& values) {
  std::vector<std::vector<LabelIndex>> sets{{}};
  for (const LabelId label : plan_.labels) {
    std::vector<std::vector<LabelIndex>> longer;
    for (const auto& set : sets) {
      for (LabelIndex value = kFirstValue; values[label].is_listed(value); ++value) {
        longer.push_back(set);
        longer.back().push_back(value);
      }
    }
    sets = std::move(longer);
    if (sets.size() > kMostHistogramsAtStart) return;
  }
  for (const auto& set : sets) find(set);
}

Histograms::One& Histograms::make(std::uint64_t key, std::vector<LabelIndex> labels) {
  by_key_.emplace(key, all_.size());
  all_.push_back({std::move(labels), std::vector<std::uint64_t>(plan_.bounds.size() + 1)});
  return all_.back();
}

Histograms::One& Histograms::find(std::span<const LabelIndex> labels) {
  const std::uint64_t key = key_of(labels);
  if (const auto found = by_key_.find(key); found != by_key_.end()) return all_[found->second];
  if (all_.size() < kMostHistograms) return make(key, {labels.begin(), labels.end()});
  const std::vector<LabelIndex> others(labels.size(), kOther);
  const std::uint64_t other_key = key_of(others);
  if (const auto found = by_key_.find(other_key); found != by_key_.end())
    return all_[found->second];
  return make(other_key, others);
}

void Histograms::add(Fixed value, std::span<const LabelIndex> labels) {
  One& one = find(labels);
  const auto bucket = std::lower_bound(plan_.bounds.begin(), plan_.bounds.end(), value);
  ++one.counts[static_cast<std::size_t>(bucket - plan_.bounds.begin())];
  one.sum += value;
  one.changed = true;
}

void Histograms::append_to(std::vector<HistogramFigure>& figures, const Plan& plan,
                           const std::vector<LabelValues>& values) const {
  for (const One& one : all_) {
    HistogramFigure figure;
    figure.measure = plan_.measure;
    figure.unit = plan_.unit;
    figure.business = plan_.business;
    for (std::size_t i = 0; i < one.labels.size(); ++i) {
      const LabelId label = plan_.labels[i];
      figure.labels.push_back({plan.labels[label].name, values[label].name(one.labels[i])});
    }
    for (const Fixed bound : plan_.bounds) figure.bounds.push_back(to_double(bound));
    figure.counts = one.counts;
    figure.sum = static_cast<double>(one.sum) / kFixedOne;
    figures.push_back(std::move(figure));
  }
}

void Histograms::save(config::RowKey key, config::RowChanges& changes) {
  config::Packer packed;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    One& one = all_[i];
    if (!std::exchange(one.changed, false)) continue;
    packed.clear();
    for (const LabelIndex label : one.labels) packed.number(label);
    for (const std::uint64_t count : one.counts) packed.number(count);
    packed.wide(one.sum);
    key.c = static_cast<std::int64_t>(i);
    changes.put(key, packed.bytes());
  }
}

// Those of listed values are there already, and others were made one after the other; but only
// those that have a value were saved, which all others have.
bool Histograms::restore(const config::RowKey& key, std::string_view value) {
  config::Unpacker from(value);
  std::vector<LabelIndex> labels(plan_.labels.size());
  for (LabelIndex& label : labels) label = from.as<LabelIndex>();
  const std::size_t before = all_.size();
  One& one = find(labels);
  if (one.labels != labels || key.c != &one - all_.data() || all_.size() > before + 1) return false;
  for (std::uint64_t& count : one.counts) count = from.number();
  one.sum = from.wide();
  return from.ended();
}

}  // namespace charterd::rules
