#include "daemon/exposition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>

#include "daemon/json_writer.h"

namespace charterd::daemon {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '\\' || (quotes && c == '"')) out += '\\';
      out += c;
    }
  }
}

void append_number(std::string& out, std::integral auto value) {
  std::array<char, 24> buffer{};
  out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

void append_number(std::string& out, double value) {
  if (std::isfinite(value)) {
    out += number_text(value);
  } else if (std::isnan(value)) {
    out += "NaN";
  } else {
    out += value > 0 ? "+Inf" : "-Inf";
  }
}

/// `bound` is a bucket's upper end, or nullptr.
void append_labels(std::string& out, const std::vector<ClientMetric::Label>& labels,
                   const double* bound) {
  char separator = '{';
  for (const auto& label : labels) {
    out += separator;
    out += label.name;
    out += "=\"";
    append_escaped(out, label.value, true);
    out += '"';
    separator = ',';
  }
  if (bound != nullptr) {
    out += separator;
    out += "le=\"";
    append_number(out, *bound);
    out += '"';
    separator = ',';
  }
  if (separator == ',') out += '}';
}

void append_sample(std::string& out, std::string_view name, std::string_view suffix,
                   const ClientMetric& metric, const double* bound, auto value) {
  out += name;
  out += suffix;
  append_labels(out, metric.label, bound);
  out += ' ';
  append_number(out, value);
  out += '\n';
}

void append_histogram(std::string& out, const std::string& name, const ClientMetric& metric) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const ClientMetric::Histogram& histogram = metric.histogram;
  for (const auto& bucket : histogram.bucket) {
    if (std::isinf(bucket.upper_bound)) continue;  // it comes below, whether given or not
    append_sample(out, name, "_bucket", metric, &bucket.upper_bound, bucket.cumulative_count);
  }
  append_sample(out, name, "_bucket", metric, &kInfinity, histogram.sample_count);
  append_sample(out, name, "_sum", metric, nullptr, histogram.sample_sum);
  append_sample(out, name, "_count", metric, nullptr, histogram.sample_count);
}

void append_family(std::string& out, const MetricFamily& family, std::string_view type) {
  out += "# HELP " + family.name + ' ';
  append_escaped(out, family.help, false);
  out += "\n# TYPE " + family.name + ' ';
  out += type;
  out += '\n';
  for (const ClientMetric& metric : family.metric) {
    if (family.type == MetricType::Gauge) {
      append_sample(out, family.name, "", metric, nullptr, metric.gauge.value);
    } else if (family.type == MetricType::Counter) {
      append_sample(out, family.name, "", metric, nullptr, metric.counter.value);
    } else {
      append_histogram(out, family.name, metric);
    }
  }
}

std::string_view type_name(MetricType type) {
  switch (type) {
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Counter:
      return "counter";
    case MetricType::Histogram:
      return "histogram";
    default:
      return "";
  }
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string render_exposition(const std::vector<MetricFamily>& families) {
  std::string out;
  for (const MetricFamily& family : families) {
    const std::string_view type = type_name(family.type);
    if (!family.metric.empty() && !type.empty()) append_family(out, family, type);
  }
  return out;
}

std::string label_name(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kTaken{
      "charter", "measure", "clock", "le", "quantile", "job", "instance", "target"};
  std::string result(name);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return !is_letter(c) && !is_digit(c); }, '_');
  const bool taken = std::find(kTaken.begin(), kTaken.end(), result) != kTaken.end();
  if (result.empty() || is_digit(result.front()) || result.starts_with("__") || taken) {
    result.insert(0, "by_");
  }
  return result;
}

}  // namespace charterd::daemon
