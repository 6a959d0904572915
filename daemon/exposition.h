// Metric families as Prometheus's text format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

namespace charterd::daemon {

/// What the answer's Content-Type is.
inline constexpr const char* kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

/// Families without samples are left out. Not the library's own TextSerializer: that writes 16
/// digits, so that 0.81 reads 0.8100000000000001 and a share that is exactly at its goal may be
/// read as below it; it also leaves HELP texts unescaped. Numbers here read back as they were.
/// Knows gauges, counters and histograms; other kinds are left out.
std::string render_exposition(const std::vector<prometheus::MetricFamily>& families);

/// The name as Prometheus allows it for a label: other characters become '_'. A name that charterd
/// gives a meaning of its own (`measure`), or that Prometheus keeps for itself (`le`, `__x`), gets
/// the prefix `by_`.
std::string label_name(std::string_view name);

}  // namespace charterd::daemon
