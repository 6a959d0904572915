#include <iostream>

#include <fmt/format.h>

#include "daemon/commands.h"
#include "daemon/rules_yaml.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

rules::PrometheusOptions prometheus_options(const Options& options) {
  rules::PrometheusOptions prometheus;
  if (!options.job.empty()) prometheus.job = options.job;
  if (!options.runbook_url.empty()) prometheus.runbook_url = options.runbook_url;
  prometheus.dashboard_url = options.dashboard_url;
  return prometheus;
}

std::string output_of(const Options& options, const Setup& setup) {
  const config::Charter& charter = *setup.charter;
  const rules::PrometheusOptions prometheus = prometheus_options(options);
  if (options.rule_tests) {
    return tests_yaml(charter, "charterd rules --tests", charter.id + ".rules.yml",
                      rules::prometheus_tests(charter, setup.settings, prometheus));
  }
  if (options.alertmanager) {
    return alertmanager_yaml(charter, "charterd rules --alertmanager",
                             rules::prometheus_inhibitions(charter, setup.settings));
  }
  return rules_yaml(charter, "charterd rules",
                    rules::prometheus_groups(charter, setup.settings, prometheus));
}

}  // namespace

int run_rules(const Options& options) {
  if (options.rule_tests && options.alertmanager) {
    std::cerr << "charterd: --tests and --alertmanager are two files: ask for one at a time\n";
    return 2;
  }
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  std::cout << output_of(options, *setup);
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
