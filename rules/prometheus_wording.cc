#include "rules/prometheus_wording.h"

#include <cctype>

#include <fmt/format.h>

#include "rules/prometheus_query.h"

namespace charterd::rules {

namespace {

std::string in_url(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '.'
               ? std::string(1, c)
               : fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::string plain(const config::Charter& charter, const config::Text& text) {
  const std::string& words =
      text.in(charter.languages.empty() ? std::string() : charter.languages.front());
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.compare(i, 2, "{{") == 0) {
      out += R"({{ "{{" }})";
      ++i;
    } else {
      out += words[i] == '\n' ? ' ' : words[i];
    }
  }
  return out;
}

std::string query_template(const std::string& query, const std::string& verb) {
  return fmt::format(R"({{{{ with query `{}` }}}}{{{{ . | first | value | {} }}}})"
                     R"({{{{ else }}}}?{{{{ end }}}})",
                     query, verb);
}

std::string figure_template(const config::Charter& charter, const config::Target& target) {
  switch (figure_kind(target)) {
    case FigureKind::good_ratio:
      return "{{ $value | humanizePercentage }} were good";
    case FigureKind::bad_ratio:
      return "{{ $value | humanizePercentage }} were bad";
    case FigureKind::inside_ratio:
      return fmt::format("{{{{ $value | humanizePercentage }}}} of the values were {} the limit",
                         target.goal.kind == config::Goal::Kind::at_most ? "within" : "below");
    case FigureKind::misses:
      return R"({{ $value | printf "%.0f" }} were missed)";
    case FigureKind::gap:
      return R"(the gap was {{ $value | printf "%.2f" }} points)";
    default:
      break;
  }
  if (is_in_seconds(charter, target)) return "the figure was {{ $value | humanizeDuration }}";
  return R"(the figure was {{ $value | printf "%.6g" }})";
}

std::string misses_template(const config::Charter& charter, const config::Target& target,
                            const std::string& window) {
  const std::string in = fmt::format("window=\"{}\",by=\"\"", window);
  const std::string verb = R"(printf "%.0f")";
  return fmt::format(
      "{} of {} were missed",
      query_template(promql::of_target(promql::kEvents, charter, target, in + ",verdict=\"bad\""),
                     verb),
      query_template(promql::of_target(promql::kOutcomes, charter, target, in), verb));
}

PrometheusTexts annotations_of(const std::string& alert, std::string summary,
                               std::string description, const std::string& shown,
                               const PrometheusOptions& options) {
  const std::string dashboard =
      options.dashboard_url.empty()
          ? "{{ $externalURL }}/graph?g0.tab=0&g0.range_input=2d&g0.expr=" + in_url(shown)
          : options.dashboard_url;
  return {{"summary", std::move(summary)},
          {"description", std::move(description)},
          {"runbook_url", options.runbook_url + "#" + alert},
          {"dashboard_url", dashboard}};
}

}  // namespace charterd::rules
