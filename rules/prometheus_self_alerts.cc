// The alerts on charterd itself and on its sources, and what they inhibit.
#include <algorithm>

#include <fmt/format.h>

#include "config/quantity.h"
#include "rules/prometheus_feeds.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_rules.h"
#include "rules/prometheus_wording.h"

namespace charterd::rules {

using namespace promql;
using config::Charter;
using config::Source;
using std::chrono::minutes;

namespace {

struct Draft {
  std::string alert, expr, severity, summary, description, shown, comment;
  Duration hold{};
  PrometheusTexts labels{};
};

PrometheusRule made(const Charter& charter, Draft draft, const PrometheusOptions& options) {
  PrometheusRule rule;
  rule.annotations = annotations_of(draft.alert, std::move(draft.summary),
                                    std::move(draft.description), draft.shown, options);
  rule.alert = std::move(draft.alert);
  rule.expr = std::move(draft.expr);
  rule.comment = std::move(draft.comment);
  rule.hold = draft.hold;
  rule.labels = {{"charter", charter.id}};
  for (auto& label : draft.labels) rule.labels.push_back(std::move(label));
  rule.labels.emplace_back("severity", std::move(draft.severity));
  return rule;
}

// Who would be paged for a goal wants to hear that nobody watches it.
std::string worst_severity(const Charter& charter, const std::vector<std::string>& targets) {
  for (const config::Target& target : charter.targets) {
    const bool named = std::find(targets.begin(), targets.end(), target.id) != targets.end();
    if (named && target.severity == "page") return "page";
  }
  return "ticket";
}

PrometheusRule down(const Charter& charter, const PrometheusOptions& options) {
  const std::string up = fmt::format("up{{job={}}}", literal(options.job));
  std::vector<std::string> all;
  for (const config::Target& target : charter.targets) all.push_back(target.id);
  return made(
      charter,
      {.alert = "CharterdDown",
       .expr = fmt::format("(\n  {} == 0\n  and on (job, instance) last_over_time({}[14d])\n)\n"
                           "or on () absent({})",
                           up, of_charter("charter_info", charter),
                           of_charter("charter_info", charter)),
       .severity = worst_severity(charter, all),
       .summary = "charterd is down: nobody measures the charter",
       .description = fmt::format("{{{{ with $labels.instance }}}}{{{{ . }}}} does not answer."
                                  "{{{{ else }}}}No instance serves the charter {}.{{{{ end }}}} "
                                  "Alerts on its goals are inhibited.",
                                  charter.id),
       .shown = up,
       .comment = "An instance that has served this charter does not answer, or none serves it.",
       .hold = minutes{1}},
      options);
}

PrometheusRule stale(const Charter& charter, const PrometheusOptions& options) {
  const std::string metric = "charterd_state_stale";
  std::vector<std::string> all;
  for (const config::Target& target : charter.targets) all.push_back(target.id);
  return made(charter,
              {.alert = "CharterdStateStale",
               .expr = self_metric(metric, charter) + " == 1",
               .severity = worst_severity(charter, all),
               .summary = "charterd's figures stand still",
               .description = fmt::format(
                   "{{{{ $labels.instance }}}} reads nothing and serves old figures of {}: its "
                   "state cannot be written, or its clock was set forward. /-/ready says why. "
                   "Nothing is lost meanwhile that stays in the logs.",
                   charter.id),
               .shown = metric,
               .comment = {},
               .hold = minutes{5}},
              options);
}

PrometheusRule versions_differ(const Charter& charter, const PrometheusOptions& options) {
  const std::string others =
      of_charter("charter_info", charter, fmt::format("charter_hash!={}", literal(charter.hash)));
  return made(charter,
              {.alert = "CharterVersionsDiffer",
               .expr = fmt::format("count by (charter) ({}) > 0", others),
               .severity = "ticket",
               .summary = "instances serve another version of the charter",
               .description = fmt::format(
                   "{{{{ $value | printf \"%.0f\" }}}} instances serve a charter {} that is not "
                   "the one that these rules were made of ({}): restart them, or write the rules "
                   "anew with charterd rules.",
                   charter.id, charter.hash),
               .shown = of_charter("charter_info", charter),
               .comment = "Where two instances differ, one of them differs from these rules.",
               .hold = minutes{15}},
              options);
}

PrometheusRule silent(const Charter& charter, const Source& source,
                      const PrometheusOptions& options) {
  const std::string metric =
      fmt::format("charterd_source_silent{{source={}}}", literal(source.name));
  return made(charter,
              {.alert = "CharterSourceSilent",
               .expr = self_metric(metric, charter) + " == 1",
               .severity = worst_severity(charter, targets_fed_by(source, charter)),
               .summary = "the source {{ $labels.source }} is silent",
               .description = fmt::format(
                   "No event has come from {{{{ $labels.source }}}} on {{{{ $labels.instance "
                   "}}}} for longer than {}. Alerts on the goals that it feeds are inhibited.",
                   config::format_duration(source.expect->every)),
               .shown = metric,
               .comment = {},
               .hold = minutes{1},
               .labels = {{"source", source.name}}},
              options);
}

PrometheusRule rejecting(const Charter& charter, const Source& source,
                         const PrometheusOptions& options) {
  const std::string of = fmt::format("source={}", literal(source.name));
  const std::string bad =
      fmt::format("increase(charterd_source_records_total{{{},result=\"rejected\"}}[1h])", of);
  const std::string all = fmt::format("increase(charterd_source_records_total{{{}}}[1h])", of);
  const std::string sums = "sum by (job, instance, source)";
  return made(
      charter,
      {.alert = "CharterSourceRejecting",
       .expr = fmt::format("(\n  {0} ({1})\n  / {0} ({2}) > 0.01\n  and {0} ({1}) >= 5\n)\n* on "
                           "(job, instance) group_left (charter) {3}",
                           sums, bad, all, instances_of(charter)),
       .severity = "ticket",
       .summary = "records of the source {{ $labels.source }} are rejected",
       .description = "{{ $value | humanizePercentage }} of the last hour's records of {{ "
                      "$labels.source }} on {{ $labels.instance }} could not be read. The log of "
                      "charterd says which, charterd_source_rejected_total why.",
       .shown = fmt::format("rate(charterd_source_rejected_total{{{}}}[1h])", of),
       .comment = {},
       .hold = minutes{5},
       .labels = {{"source", source.name}}},
      options);
}

std::string matcher(const std::string& label, const char* op, const std::string& value) {
  return fmt::format("{}{}{}", label, op, literal(value));
}

constexpr const char* kGoalAlerts =
    "CharterGoalMissed|CharterGoalBurning|CharterImprovementBehind|CharterCasesOverdue";

}  // namespace

std::vector<PrometheusRule> self_alerts(const Charter& charter, const config::Settings& settings,
                                        const PrometheusOptions& options) {
  std::vector<PrometheusRule> rules{down(charter, options), stale(charter, options),
                                    versions_differ(charter, options)};
  for (const Source& source : settings.sources) {
    if (source.expect) rules.push_back(silent(charter, source, options));
    rules.push_back(rejecting(charter, source, options));
  }
  return rules;
}

std::vector<PrometheusGroup> prometheus_groups(const Charter& charter,
                                               const config::Settings& settings,
                                               const PrometheusOptions& options) {
  // One group: an alert on a figure comes behind the rule that records it.
  PrometheusGroup goals{"charterd " + charter.id, "The figures over all instances, and the goals.",
                        recording_rules(charter)};
  for (PrometheusRule& rule : goal_alerts(charter, options)) goals.rules.push_back(std::move(rule));
  return {std::move(goals),
          {"charterd " + charter.id + " itself", "The daemon and its sources.",
           self_alerts(charter, settings, options)}};
}

std::vector<PrometheusInhibition> prometheus_inhibitions(const Charter& charter,
                                                         const config::Settings& settings) {
  const std::string of = matcher("charter", "=", charter.id);
  const std::string goals = matcher("alertname", "=~", kGoalAlerts);
  std::vector<PrometheusInhibition> all{
      {"While an instance is down the sums over instances are not whole.",
       {matcher("alertname", "=", "CharterdDown"), of},
       {goals, of}}};
  for (const Source& source : settings.sources) {
    const std::vector<std::string> fed = targets_fed_by(source, charter);
    if (!source.expect || fed.empty()) continue;
    all.push_back({"While " + source.name + " is silent, nobody knows how these are doing.",
                   {matcher("alertname", "=", "CharterSourceSilent"), of,
                    matcher("source", "=", source.name)},
                   {goals, of, matcher("target", "=~", one_of(fed))}});
  }
  return all;
}

}  // namespace charterd::rules
