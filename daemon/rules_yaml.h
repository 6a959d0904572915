// The files of Prometheus and Alertmanager, as YAML.
#pragma once

#include <string>
#include <vector>

#include "config/charter.h"
#include "rules/prometheus_rules.h"
#include "rules/prometheus_tests.h"

namespace charterd::daemon {

/// A file of rules. Each begins with a header that names the charter, its version and hash, and
/// `written_by`, the command. The same input gives the same bytes.
std::string rules_yaml(const config::Charter& charter, const std::string& written_by,
                       const std::vector<rules::PrometheusGroup>& groups);

/// A file for `promtool test rules` of the rules in `rule_file`.
std::string tests_yaml(const config::Charter& charter, const std::string& written_by,
                       const std::string& rule_file,
                       const std::vector<rules::PrometheusTest>& tests);

/// An example of Alertmanager's configuration: routes by severity, inhibition.
std::string alertmanager_yaml(const config::Charter& charter, const std::string& written_by,
                              const std::vector<rules::PrometheusInhibition>& inhibitions);

}  // namespace charterd::daemon
