// Proofs that the alerts can fire and keep quiet, for `promtool test rules`.
#pragma once

#include <string>
#include <vector>

#include "rules/prometheus_rules.h"

namespace charterd::rules {

/// One question: with these series, scraped every five minutes, does the alert fire?
struct PrometheusTest {
  std::string name;
  PrometheusTexts series;  ///< series and their values
  std::string expr;        ///< gives {} 1 when the alert fires, else nothing
  Duration at{};           ///< when that is asked, after the first sample
  bool fires = false;
};

/// For each alert of prometheus_groups one test or more in which it fires and in which it does not.
/// The quiet ones are as near as the figures allow: exactly at the limit, one miss below a burn
/// rate (by rules::burns, so that the PromQL is compared with it), or not caught up.
std::vector<PrometheusTest> prometheus_tests(const config::Charter& charter,
                                             const config::Settings& settings,
                                             const PrometheusOptions& options);

}  // namespace charterd::rules
