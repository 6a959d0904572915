// The alerts on goals: missed, burning, behind the path, cases overdue.
#include <fmt/format.h>

#include "config/quantity.h"
#include "rules/prometheus_goal.h"
#include "rules/prometheus_query.h"
#include "rules/prometheus_rules.h"
#include "rules/prometheus_wording.h"

namespace charterd::rules {

using namespace promql;
using config::Charter;
using config::Target;

namespace {

constexpr const char* kTicket = "ticket";

class GoalAlerts {
 public:
  GoalAlerts(const Charter& charter, const Target& target, const PrometheusOptions& options)
      : charter_(charter), target_(target), options_(options) {}

  void add_to(std::vector<PrometheusRule>& rules) const {
    const std::size_t before = rules.size();
    if (target_.goal.is_improvement()) {
      rules.push_back(behind());
      rules.push_back(final_miss());
    } else if (const auto test = missed_when(charter_, target_)) {
      rules.push_back(missed(*test));
    }
    for (const BurnPair& pair : reachable_pairs(target_)) rules.push_back(burning(pair));
    if (can_be_overdue(target_)) rules.push_back(overdue());
    if (rules.size() > before) rules[before].comment = heading() + rules[before].comment;
  }

 private:
  std::string heading() const {
    std::string text = target_.id + ": " + target_.goal.text + ".";
    if (!target_.by.empty()) text += " Of all outcomes: parts are recorded, but do not alert.";
    return text;
  }

  PrometheusTexts labels(const std::string& severity, PrometheusTexts more = {}) const {
    PrometheusTexts labels{{"charter", charter_.id}, {"target", target_.id}};
    for (auto& label : more) labels.push_back(std::move(label));
    labels.emplace_back("severity", severity);
    if (!target_.owner.empty()) labels.emplace_back("owner", target_.owner);
    return labels;
  }

  std::string of(std::string_view name, const std::string& window,
                 const std::string& more = "") const {
    return of_target(name, charter_, target_, fmt::format("window=\"{}\",by=\"\"{}", window, more));
  }

  std::string caught_up() const {
    return fmt::format("\nand on (charter) {} == 1", of_charter(kCaughtUp, charter_));
  }

  std::string status_is(const std::string& window, const char* matcher, const char* wanted) const {
    return fmt::format("\nand on (charter, target) {} by (charter, target) (\n  {}\n) == {}",
                       wanted[0] == '0' ? "min" : "max",
                       of("charter_target_status", window, fmt::format(",status{}", matcher)),
                       wanted);
  }

  // Few outcomes say nothing; out of season none is asked for.
  std::string enough(const std::string& window) const {
    const FigureKind kind = figure_kind(target_);
    const bool unknown = is_weighted(charter_, target_) && minimum() > 1;
    const bool by_status = target_.active || (unknown && kind != FigureKind::misses);
    std::string text;
    if (minimum() > 1 && kind != FigureKind::gap && kind != FigureKind::misses &&
        !is_weighted(charter_, target_)) {
      const auto counted = target_.goal.is_share() ? kOutcomes : kObservations;
      text = fmt::format("\nand {} >= {}", of(counted, window), minimum());
    }
    if (by_status) text += status_is(window, "=\"no_data\"", "0");
    return text;
  }

  std::int64_t minimum() const { return target_.effective_minimum(); }

  std::string comment() const {
    std::string text;
    if (is_weighted(charter_, target_)) {
      text +=
          "\nOutcomes count by weight: how many they are is not among the metrics, so that what\n"
          "depends on their number is taken from the instances' own status.";
    }
    if (target_.active) text += "\nOut of season no instance has a status but no_data.";
    return text;
  }

  std::string promised() const {
    return fmt::format("\"{}\" Promised: {}.", plain(charter_, target_.statement),
                       target_.goal.text);
  }

  std::string window_text(const std::string& window) const {
    const std::string text = target_.effective_window().text;
    const std::string length = text.empty() ? format_window() : text;
    return window == "previous" ? "the previous " + length : "the current " + length;
  }

  std::string format_window() const {
    return config::format_duration(target_.effective_window().length);
  }

  std::string figure_text(const std::string& window) const {
    std::string text =
        fmt::format("In {} {}", window_text(window), figure_template(charter_, target_));
    if (target_.goal.is_share() && figure_kind(target_) != FigureKind::gap) {
      text += ": " + misses_template(charter_, target_, window);
    }
    return text + ".";
  }

  PrometheusRule alert(std::string name, std::string expr, PrometheusTexts labels,
                       const std::string& summary, const std::string& description,
                       const std::string& shown) const {
    PrometheusRule rule;
    rule.annotations = annotations_of(name, fmt::format("{}: {}", target_.id, summary),
                                      promised() + " " + description, shown, options_);
    rule.alert = std::move(name);
    rule.expr = std::move(expr);
    rule.labels = std::move(labels);
    return rule;
  }

  // Where outcomes are good or bad: which part is worst, and what lists them.
  std::string of_share(const std::string& window) const {
    if (!target_.goal.is_share() || figure_kind(target_) == FigureKind::gap) return "";
    return worst_part_template(charter_, target_, window) + first_step(target_);
  }

  PrometheusRule missed(const GoalTest& test) const {
    const std::string window = decisive_window(target_);
    const std::string figure = of(kFigure, window);
    PrometheusRule rule =
        alert("CharterGoalMissed",
              fmt::format("{} {} {}{}{}", figure, test.op, test.limit, enough(window), caught_up()),
              labels(target_.severity), "the goal is missed",
              figure_text(window) + lately_template(charter_, target_) + of_share(window), figure);
    rule.comment = comment();
    rule.hold = hold_of(target_);
    rule.keep = keep_of(target_);
    return rule;
  }

  PrometheusRule burning(const BurnPair& pair) const {
    const std::string longer = duration(pair.longer), shorter = duration(pair.shorter);
    const std::string share = picos(burning_share(pair, *allowed_share(target_.goal)));
    const std::string allowed = format_fixed(*allowed_share(target_.goal));
    std::string expr = fmt::format("{} >= {}\nand ignoring (window) {} >= {}",
                                   of(kBadRatio, longer), share, of(kBadRatio, shorter), share);
    if (is_weighted(charter_, target_)) {
      expr += status_is("current", "=~\"at_risk|missed\"", "1");
    } else {
      expr += fmt::format("\nand {} > {}\nand ignoring (verdict) {} >= 5", of(kBadLow, longer),
                          allowed, of(kEvents, longer, ",verdict=\"bad\""));
      if (target_.active) expr += status_is("current", "=\"no_data\"", "0");
    }
    PrometheusRule rule = alert(
        "CharterGoalBurning", expr + caught_up(),
        labels(pair.pages ? target_.severity : kTicket, {{"window", longer}, {"short", shorter}}),
        "the error budget burns",
        fmt::format(
            "In the last {} {{{{ $value | humanizePercentage }}}} were bad, {} are allowed: "
            "{}; in the last {} {}.{}",
            longer, percent(allowed), misses_template(charter_, target_, longer), shorter,
            misses_template(charter_, target_, shorter), of_share(longer)),
        of(kBadRatio, longer));
    rule.comment =
        fmt::format("Burning: {} bad or more over {} and {}.", percent(share), longer, shorter);
    rule.hold = hold_of(pair, *allowed_share(target_.goal));
    rule.keep = std::min<Duration>(pair.shorter, std::chrono::minutes{30});
    return rule;
  }

  // "0.75" as "75%".
  static std::string percent(const std::string& ratio) {
    return fmt::format("{}%", format_fixed(*parse_fixed(ratio, {100, 1})));
  }

  bool higher() const { return target_.goal.higher_is_better(); }

  std::string limit_of(const char* metric) const {
    return fmt::format("{} by (charter, target) ({})", higher() ? "min" : "max",
                       of_target(metric, charter_, target_, ""));
  }

  std::string deadline_is(const char* op) const {
    return fmt::format(
        "\nand on (charter, target) max by (charter, target) (\n  {}\n) {} time()",
        of_target("charter_target_deadline_timestamp_seconds", charter_, target_, ""), op);
  }

  std::string worse_than(const char* metric) const {
    return fmt::format("{} {} on (charter, target) group_left\n{}", of(kFigure, "current"),
                       higher() ? "<" : ">", limit_of(metric));
  }

  PrometheusRule behind() const {
    PrometheusRule rule =
        alert("CharterImprovementBehind",
              worse_than("charter_target_expected_value") + deadline_is(">") + enough("current") +
                  caught_up(),
              labels(kTicket), "the improvement is behind its path",
              figure_text("current") + " By now it should be " +
                  query_template(limit_of("charter_target_expected_value"), verb()) + ".",
              of(kFigure, "current"));
    rule.comment =
        comment() + "\nWhere instances have paths of their own, the most lenient one counts.";
    rule.hold = hold_of(target_);
    rule.keep = keep_of(target_);
    return rule;
  }

  PrometheusRule final_miss() const {
    PrometheusRule rule = alert(
        "CharterGoalMissed",
        worse_than("charter_target_goal") + deadline_is("<=") + enough("current") + caught_up(),
        labels(target_.severity), "the improvement was not reached by its deadline",
        figure_text("current") + " It should be " +
            query_template(limit_of("charter_target_goal"), verb()) + ".",
        of(kFigure, "current"));
    rule.hold = hold_of(target_);
    rule.keep = keep_of(target_);
    return rule;
  }

  std::string verb() const {
    if (target_.goal.is_share()) return "humanizePercentage";
    return is_in_seconds(charter_, target_) ? "humanizeDuration" : R"(printf "%.6g")";
  }

  PrometheusRule overdue() const {
    const std::string cases = of_target("charter_target_overdue", charter_, target_, "");
    PrometheusRule rule = alert(
        "CharterCasesOverdue",
        fmt::format("sum by (charter, target) ({}) > 0", cases) + caught_up(), labels(kTicket),
        "cases are overdue",
        fmt::format("{{{{ $value | printf \"%.0f\" }}}} open cases are past their deadline, the "
                    "oldest by {}.",
                    query_template(fmt::format("max by (charter, target) ({})",
                                               of_target("charter_target_oldest_overdue_seconds",
                                                         charter_, target_, "")),
                                   "humanizeDuration")) +
            " First: \"charterd cases --overdue\" where charterd runs lists them, oldest first.",
        cases);
    rule.hold = std::chrono::minutes{10};
    rule.keep = std::chrono::minutes{10};
    return rule;
  }

  const Charter& charter_;
  const Target& target_;
  const PrometheusOptions& options_;
};

}  // namespace

std::vector<PrometheusRule> goal_alerts(const Charter& charter, const PrometheusOptions& options) {
  std::vector<PrometheusRule> rules;
  for (const Target& target : charter.targets) {
    GoalAlerts(charter, target, options).add_to(rules);
  }
  return rules;
}

}  // namespace charterd::rules
