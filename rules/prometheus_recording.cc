// The recording rules: sums over instances, and the figures that are made of them.
#include <fmt/format.h>

#include "rules/prometheus_goal.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_rules.h"

namespace charterd::rules {

using namespace promql;
using config::Charter;
using config::Target;

namespace {

constexpr const char* kKept = "window=~\"current|previous\"";

PrometheusRule record(std::string_view name, std::string expr, std::string comment = "") {
  PrometheusRule rule;
  rule.record = name;
  rule.expr = std::move(expr);
  rule.comment = std::move(comment);
  return rule;
}

PrometheusRule sum_of(std::string_view name, std::string_view metric, std::string_view verdict,
                      const Charter& charter) {
  return record(name, fmt::format("sum by (charter, target, window, {}by, by_value) ({})", verdict,
                                  of_charter(metric, charter)));
}

bool has(const Charter& charter, bool shares) {
  for (const Target& target : charter.targets) {
    if (target.goal.is_share() == shares) return true;
  }
  return false;
}

// Wilson, 1927, with z = 1.959963984540054 as in charter_target_value_low.
PrometheusRule wilson_low(const Charter& charter) {
  const std::string b = of_charter(kBadRatio, charter);
  const std::string n = of_charter(kOutcomes, charter);
  return record(kBadLow,
                fmt::format("(\n"
                            "  {0} + 1.9207294103470562 / {1}\n"
                            "  - 1.959963984540054 * sqrt(\n"
                            "    {0} * (1 - {0}) / {1} + 0.9603647051735281 / {1} ^ 2\n"
                            "  )\n"
                            ") / (1 + 3.8414588206941123 / {1})",
                            b, n),
                "The lower end of the 95% Wilson interval of the bad share. Where outcomes count\n"
                "by weight it is too narrow; alerts do not use it there.");
}

std::vector<PrometheusRule> shares(const Charter& charter) {
  std::vector<PrometheusRule> rules;
  rules.push_back(sum_of(kEvents, "charter_target_window_events", "verdict, ", charter));
  rules.push_back(
      record(kOutcomes, fmt::format("sum without (verdict) ({})", of_charter(kEvents, charter))));
  rules.push_back(record(kBadRatio, fmt::format("sum without (verdict) ({})\n/ ({} > 0)",
                                                of_charter(kEvents, charter, "verdict=\"bad\""),
                                                of_charter(kOutcomes, charter))));
  rules.push_back(wilson_low(charter));
  return rules;
}

std::string share_of(const Charter& charter, const Target& target, const char* verdict) {
  const std::string events = fmt::format("verdict=\"{}\",{}", verdict, kKept);
  return fmt::format("sum without (verdict) ({})\n/ ({} > 0)",
                     of_target(kEvents, charter, target, events),
                     of_target(kOutcomes, charter, target, kKept));
}

std::string mean_of(const Charter& charter, const Target& target) {
  return fmt::format("{}\n/ ({} > 0)", of_target(kAmount, charter, target, kKept),
                     of_target(kObservations, charter, target, kKept));
}

// The largest share of a listed part less the smallest, where at least two have enough outcomes.
std::string gap_of(const Charter& charter, const Target& target) {
  const std::vector<std::string>* const listed = charter.find_scope(target.across);
  const std::string part =
      fmt::format("{},by={},by_value=~{}", kKept, literal(target.across),
                  literal(one_of(listed != nullptr ? *listed : std::vector<std::string>{})));
  const std::int64_t minimum = target.effective_minimum();
  const std::string enough =
      minimum > 1 && !is_weighted(charter, target)
          ? fmt::format(" and {} >= {}", of_target(kOutcomes, charter, target, part), minimum)
          : "";
  const std::string share =
      fmt::format("({}{})", of_target(kBadRatio, charter, target, part), enough);
  const std::string by = "by (charter, target, window)";
  return fmt::format("100 * (\n  max {0} ({1})\n  - min {0} ({1})\n)\nand count {0} ({1}) >= 2", by,
                     share);
}

std::string worst_of(const Charter& charter, const Target& target) {
  return fmt::format("{} by (charter, target, window) ({})",
                     target.goal.higher_is_better() ? "min" : "max",
                     of_target("charter_target_value", charter, target, "by=\"\""));
}

std::string figure_expr(const Charter& charter, const Target& target) {
  switch (figure_kind(target)) {
    case FigureKind::good_ratio:
      return share_of(charter, target, "good");
    case FigureKind::bad_ratio:
      return share_of(charter, target, "bad");
    case FigureKind::misses:
      return fmt::format(
          "sum without (verdict) ({})",
          of_target(kEvents, charter, target, fmt::format("verdict=\"bad\",{}", kKept)));
    case FigureKind::inside_ratio:
    case FigureKind::mean:
      return mean_of(charter, target);
    case FigureKind::score:
      return "100 * " + mean_of(charter, target);
    case FigureKind::amount:
      return of_target(kAmount, charter, target, kKept);
    case FigureKind::count:
      return of_target(kObservations, charter, target, kKept);
    case FigureKind::gap:
      return gap_of(charter, target);
    case FigureKind::worst:
      break;
  }
  return worst_of(charter, target);
}

std::string figure_comment(const Target& target) {
  const config::Goal& goal = target.goal;
  std::string comment = fmt::format("{}: {}.", target.id, goal.text);
  switch (figure_kind(target)) {
    case FigureKind::misses:
      return comment + " The number of misses.";
    case FigureKind::inside_ratio:
      return comment + fmt::format(" The share of the values that are {} the limit.",
                                   goal.kind == config::Goal::Kind::at_most ? "within" : "below");
    case FigureKind::worst:
      return comment + " Such figures do not add up: the worst instance's.";
    default:
      return comment;
  }
}

PrometheusRule figure(const Charter& charter, const Target& target) {
  PrometheusRule rule = record(kFigure, figure_expr(charter, target), figure_comment(target));
  rule.labels = {{"target", target.id}};
  return rule;
}

}  // namespace

std::vector<PrometheusRule> recording_rules(const Charter& charter) {
  std::vector<PrometheusRule> rules;
  rules.push_back(record(
      kCaughtUp,
      fmt::format("min by (charter) (\n  {}\n)", self_metric("charterd_source_caught_up", charter)),
      "1 when every source of every instance has been read to its end."));
  if (has(charter, true)) {
    for (PrometheusRule& rule : shares(charter)) rules.push_back(std::move(rule));
  }
  if (has(charter, false)) {
    rules.push_back(sum_of(kAmount, "charter_target_window_amount", "", charter));
    rules.push_back(sum_of(kObservations, "charter_target_window_observations", "", charter));
  }
  for (const Target& target : charter.targets) rules.push_back(figure(charter, target));
  return rules;
}

}  // namespace charterd::rules
