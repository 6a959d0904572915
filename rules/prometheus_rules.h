// What Prometheus is to record and when it is to alert, made from a charter: plain values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/charter.h"
#include "config/settings.h"

namespace charterd::rules {

/// Names with their values, in the order in which they are written.
using PrometheusTexts = std::vector<std::pair<std::string, std::string>>;

/// A recording rule (`record`) or an alert (`alert`): the other name is empty.
struct PrometheusRule {
  std::string comment;  ///< lines without their `#`; "" when none
  std::string record, alert;
  std::string expr;             ///< PromQL, of one or several lines
  Duration hold{};              ///< how long `expr` must hold before the alert fires
  Duration keep{};              ///< how long the alert goes on firing after `expr` held last
  PrometheusTexts labels;       ///< literal
  PrometheusTexts annotations;  ///< Prometheus's templates
};

/// Its rules are evaluated one after the other: later ones see what earlier ones recorded.
struct PrometheusGroup {
  std::string name;
  std::string comment;
  std::vector<PrometheusRule> rules;
};

struct PrometheusOptions {
  std::string job = "charterd";  ///< the scrape job, for `up`
  /// The alert's name is put behind it, after a `#`.
  std::string runbook_url = "file:///usr/share/doc/charterd/README.md";
  /// "" means the page of the recorded figure on the Prometheus that raised the alert.
  std::string dashboard_url;
};

/// All rules of a charter whose sources are `settings`. The same input gives the same output, in
/// the charter's order. What no figure could ever set off is left out, and a comment says so.
std::vector<PrometheusGroup> prometheus_groups(const config::Charter& charter,
                                               const config::Settings& settings,
                                               const PrometheusOptions& options);

/// The rules that prometheus_groups is made of.
std::vector<PrometheusRule> recording_rules(const config::Charter& charter);
std::vector<PrometheusRule> goal_alerts(const config::Charter& charter,
                                        const PrometheusOptions& options);
std::vector<PrometheusRule> self_alerts(const config::Charter& charter,
                                        const config::Settings& settings,
                                        const PrometheusOptions& options);

/// While the first alert fires, those of the second matchers are not notified.
struct PrometheusInhibition {
  std::string comment;
  std::vector<std::string> source_matchers, target_matchers;
};
std::vector<PrometheusInhibition> prometheus_inhibitions(const config::Charter& charter,
                                                         const config::Settings& settings);

}  // namespace charterd::rules
