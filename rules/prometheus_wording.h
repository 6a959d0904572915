// What alerts say: templates that Prometheus fills in.
#pragma once

#include <string>

#include "rules/prometheus_goal.h"
#include "rules/prometheus_rules.h"

namespace charterd::rules {

/// A text of the charter in its first language, so that the template engine takes it as it is.
std::string plain(const config::Charter& charter, const config::Text& text);

/// The template of a target's figure, where $value is the figure or `query` gives it.
std::string figure_template(const config::Charter& charter, const config::Target& target);

/// `{{ ... }}`: the first value of a query by a printf verb, "?" where there is none.
std::string query_template(const std::string& query, const std::string& verb);

/// "12 of 967 were missed": of a share's window.
std::string misses_template(const config::Charter& charter, const config::Target& target,
                            const std::string& window);

/// Whether it happens now or is an old debt: " Missed in the last hour: 3 of 4, in the last day: 5
/// of 90.", or the figure of the last hour; "" where no short window tells (totals, gaps).
std::string lately_template(const config::Charter& charter, const config::Target& target);

/// " Worst is segment new: 40% bad.", by the outcomes of a window; "" without parts, and nothing
/// where no part has a miss.
std::string worst_part_template(const config::Charter& charter, const config::Target& target,
                                const std::string& window);

/// The first step for whoever is told: a sentence that begins with a space.
std::string first_step(const config::Target& target);

/// summary, description, runbook_url and dashboard_url. `shown` is the query that the dashboard's
/// link shows when there is no dashboard.
PrometheusTexts annotations_of(const std::string& alert, std::string summary,
                               std::string description, const std::string& shown,
                               const PrometheusOptions& options);

}  // namespace charterd::rules
