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

// "12 of 967".
std::string count_template(const config::Charter& charter, const config::Target& target,
                           const std::string& window) {
  const std::string in = fmt::format("window=\"{}\",by=\"\"", window);
  const std::string verb = R"(printf "%.0f")";
  return fmt::format(
      "{} of {}",
      query_template(promql::of_target(promql::kEvents, charter, target, in + ",verdict=\"bad\""),
                     verb),
      query_template(promql::of_target(promql::kOutcomes, charter, target, in), verb));
}

// The figure of a statistic in the last hour, from what adds up over instances.
std::string last_hour_template(const config::Charter& charter, const config::Target& target,
                               const char* factor, const std::string& verb,
                               const std::string& words) {
  constexpr const char* kHour = R"(window="1h",by="")";
  return fmt::format(
      R"({{{{ with query `{}{} / ({} > 0)` }}}} In the last hour {}{{{{ . | first | value | {} }}}}{}{{{{ else }}}} In the last hour there was nothing.{{{{ end }}}})",
      factor, promql::of_target(promql::kAmount, charter, target, kHour),
      promql::of_target(promql::kObservations, charter, target, kHour),
      words.empty() ? "it was " : "", verb, words + ".");
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
  return count_template(charter, target, window) + " were missed";
}

std::string lately_template(const config::Charter& charter, const config::Target& target) {
  switch (figure_kind(target)) {
    case FigureKind::good_ratio:
    case FigureKind::bad_ratio:
    case FigureKind::misses:
      return fmt::format(" Missed in the last hour: {}, in the last day: {}.",
                         count_template(charter, target, "1h"),
                         count_template(charter, target, "1d"));
    case FigureKind::inside_ratio:
      return last_hour_template(charter, target, "", "humanizePercentage", " of them were");
    case FigureKind::mean:
      return last_hour_template(
          charter, target, "",
          is_in_seconds(charter, target) ? "humanizeDuration" : R"(printf "%.6g")", "");
    case FigureKind::score:
      return last_hour_template(charter, target, "100 * ", R"(printf "%.6g")", "");
    default:
      return "";
  }
}

std::string worst_part_template(const config::Charter& charter, const config::Target& target,
                                const std::string& window) {
  if (target.by.empty()) return "";
  return fmt::format(
      R"({{{{ with query `topk(1, {} > 0)` }}}} Worst is {{{{ . | first | label "by" }}}} {{{{ . | first | label "by_value" }}}}: {{{{ . | first | value | humanizePercentage }}}} bad.{{{{ end }}}})",
      promql::of_target(promql::kBadRatio, charter, target,
                        fmt::format("window=\"{}\",by!=\"\"", window)));
}

std::string first_step(const config::Target& target) {
  return fmt::format(" First: \"charterd explain {}\" where charterd runs lists every miss.",
                     target.id);
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
