#include "rules/prometheus_query.h"

#include <cstdlib>

#include <fmt/format.h>

namespace charterd::rules::promql {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string with(std::string_view more) { return more.empty() ? "" : fmt::format(",{}", more); }

}  // namespace

std::string literal(std::string_view text) { return '"' + escaped(text) + '"'; }

std::string one_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += '|';
    for (const char c : text) {
      if (std::string_view(R"(\.+*?()|[]{}^$)").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string of_target(std::string_view name, const config::Charter& charter,
                      const config::Target& target, std::string_view more) {
  return fmt::format("{}{{charter={},target={}{}}}", name, literal(charter.id), literal(target.id),
                     with(more));
}

std::string of_charter(std::string_view name, const config::Charter& charter,
                       std::string_view more) {
  return fmt::format("{}{{charter={}{}}}", name, literal(charter.id), with(more));
}

std::string duration(Duration duration) {
  auto left = std::chrono::ceil<std::chrono::seconds>(duration).count();
  if (left <= 0) return "0s";
  std::string out;
  for (const auto& [unit, length] : {std::pair{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}) {
    if (left < length) continue;
    out += fmt::format("{}{}", left / length, unit);
    left %= length;
  }
  return out;
}

std::string picos(std::int64_t value) {
  constexpr std::int64_t kWhole = kFixedOne * kFixedOne;
  std::string text = fmt::format("{}.{:012}", value / kWhole, std::abs(value % kWhole));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string instances_of(const config::Charter& charter) {
  return fmt::format("max by (job, instance, charter) ({})", of_charter("charter_info", charter));
}

std::string self_metric(std::string_view metric, const config::Charter& charter) {
  return fmt::format("{} * on (job, instance) group_left (charter) {}", metric,
                     instances_of(charter));
}

}  // namespace charterd::rules::promql
