// Metric families while they are filled.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace charterd::daemon {

using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

/// `base` and the further labels.
inline MetricLabels with(const MetricLabels& base, MetricLabels more) {
  MetricLabels labels;
  labels.reserve(base.size() + more.size());
  labels.insert(labels.end(), base.begin(), base.end());
  for (auto& label : more) labels.push_back(std::move(label));
  return labels;
}

inline prometheus::MetricFamily gauge_family(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Gauge, {}};
}
inline prometheus::MetricFamily counter_family(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Counter, {}};
}
inline prometheus::MetricFamily histogram_family(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Histogram, {}};
}

inline void add_gauge(prometheus::MetricFamily& family, MetricLabels labels, double value) {
  auto& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
}
inline void add_counter(prometheus::MetricFamily& family, MetricLabels labels, double value) {
  auto& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.counter.value = value;
}

}  // namespace charterd::daemon
