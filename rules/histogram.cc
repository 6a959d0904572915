#include "rules/histogram.h"

#include <algorithm>

namespace charterd::rules {

namespace {

std::vector<Fixed> whole(std::initializer_list<std::int64_t> numbers) {
  std::vector<Fixed> bounds;
  for (const std::int64_t number : numbers) bounds.push_back(number * kFixedOne);
  return bounds;
}

std::vector<Fixed> usual_bounds(const config::Measure& measure) {
  switch (config::base_of(measure.unit)) {
    case config::BaseUnit::seconds:
      return whole({1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600,
                    7 * 24 * 3600, 30 * 24 * 3600});
    case config::BaseUnit::count:
      return whole({0, 1, 2, 3, 5, 10, 20, 50, 100, 1000});
    case config::BaseUnit::points:
      break;
  }
  if (!measure.range) return whole({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100});
  constexpr int kParts = 10;
  const auto [low, high] = *measure.range;
  std::vector<Fixed> bounds;
  if (high - low <= 20 * kFixedOne) {
    for (Fixed bound = low; bound <= high; bound += kFixedOne) bounds.push_back(bound);
  } else {
    for (int i = 1; i <= kParts; ++i) bounds.push_back(low + (high - low) / kParts * i);
  }
  return bounds;
}

void add_limits(const config::Condition& condition, const std::string& measure,
                std::vector<Fixed>& bounds) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      if (test.subject == config::Test::Subject::measure && test.name == measure && test.quantity) {
        bounds.push_back(test.quantity->amount);
      }
    }
    for (const config::Condition& inner : map.none_of) add_limits(inner, measure, bounds);
  }
}

std::uint64_t key_of(std::span<const LabelIndex> labels) {
  // Label numbers stay small, but a scope may list many values: 16 bits each, mixed when there
  // are more labels than fit.
  std::uint64_t key = 0;
  for (const LabelIndex label : labels) key = (key * 65'521) + label;
  return key;
}

}  // namespace

std::vector<Fixed> bucket_bounds(const config::Charter& charter, const config::Measure& measure) {
  if (measure.value_field.empty()) return {};
  std::vector<Fixed> bounds = usual_bounds(measure);
  for (const config::Target& target : charter.targets) {
    if (target.subject != config::Target::Subject::measure || target.measure != measure.id)
      continue;
    for (const auto* condition : {&target.good, &target.bad, &target.exclude}) {
      if (*condition) add_limits(**condition, measure.id, bounds);
    }
    if (target.goal.statistic == config::Statistic::percentile && !target.goal.is_improvement()) {
      bounds.push_back(target.goal.amount);
    }
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

Histograms::Histograms(const MeasurePlan& plan, const std::vector<LabelValues>& values)
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
  all_.push_back({std::move(labels), std::vector<std::uint64_t>(plan_.bounds.size() + 1), 0});
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
}

void Histograms::append_to(std::vector<HistogramFigure>& figures, const Plan& plan,
                           const std::vector<LabelValues>& values) const {
  for (const One& one : all_) {
    HistogramFigure figure;
    figure.measure = plan_.config->id;
    figure.unit = config::base_of(plan_.config->unit);
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

}  // namespace charterd::rules
