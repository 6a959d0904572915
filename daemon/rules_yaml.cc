#include "daemon/rules_yaml.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "daemon/json_writer.h"
#include "rules/prometheus_query.h"

namespace charterd::daemon {
namespace {

// In quotes, single ones where that saves the query's own from being escaped. Strings of JSON are
// strings of YAML, whatever is in them.
std::string literal(std::string_view text) {
  const auto needs_escapes = [](char c) {
    return c == '\'' || static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~';
  };
  const bool quotes = text.find_first_of("\"\\") != std::string_view::npos;
  if (quotes && std::none_of(text.begin(), text.end(), needs_escapes)) {
    return fmt::format("'{}'", text);
  }
  std::string out;
  append_json_string(out, text);
  return out;
}

template <class Use>
void each_line(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    use(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void add_comment(std::string& out, std::string_view indent, std::string_view comment) {
  each_line(comment, [&](std::string_view line) {
    if (!line.empty()) out += fmt::format("{}# {}\n", indent, line);
  });
}

// A literal block, so that queries read as they are; PromQL has no line that YAML would change.
void add_query(std::string& out, std::string_view indent, std::string_view query) {
  out += fmt::format("{}expr: |-\n", indent);
  each_line(query, [&](std::string_view line) { out += fmt::format("{}  {}\n", indent, line); });
}

void add_map(std::string& out, std::string_view indent, std::string_view name,
             const rules::PrometheusTexts& texts) {
  if (texts.empty()) return;
  out += fmt::format("{}{}:\n", indent, name);
  for (const auto& [key, value] : texts) {
    out += fmt::format("{}  {}: {}\n", indent, key, literal(value));
  }
}

void add_rule(std::string& out, const rules::PrometheusRule& rule) {
  const std::string indent(8, ' ');
  add_comment(out, "      ", rule.comment);
  const bool records = !rule.record.empty();
  out += fmt::format("      - {}: {}\n", records ? "record" : "alert",
                     records ? rule.record : rule.alert);
  add_query(out, indent, rule.expr);
  using rules::promql::duration;
  if (rule.hold.count() > 0) out += fmt::format("{}for: {}\n", indent, duration(rule.hold));
  if (rule.keep.count() > 0) {
    out += fmt::format("{}keep_firing_for: {}\n", indent, duration(rule.keep));
  }
  add_map(out, indent, "labels", rule.labels);
  add_map(out, indent, "annotations", rule.annotations);
}

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return out;
}

std::string header(const config::Charter& charter, const std::string& written_by,
                   std::string_view about) {
  std::string out =
      fmt::format("# {}\n#\n# Charter {}, version {}, hash {}.\n", about, charter.id,
                  charter.version.empty() ? "not given" : one_line(charter.version), charter.hash);
  out += fmt::format("# Written by `{}`, version {}. Write it anew when the charter changes.\n",
                     written_by, CHARTERD_VERSION);
  return out;
}

void add_matchers(std::string& out, const char* name, const std::vector<std::string>& matchers) {
  out += fmt::format("    {}:\n", name);
  for (const std::string& matcher : matchers) out += fmt::format("      - {}\n", literal(matcher));
}

}  // namespace

std::string rules_yaml(const config::Charter& charter, const std::string& written_by,
                       const std::vector<rules::PrometheusGroup>& groups) {
  std::string out = header(charter, written_by, "Prometheus rules: recorded figures and alerts.");
  out +=
      "# Needs Prometheus 2.42 or later (keep_firing_for). The figures of goals are those of\n"
      "# charter_target_window_events and its like, summed over all instances that are scraped.\n"
      "# No alert on a goal begins while a source of the charter is not caught up.\n\ngroups:\n";
  for (const rules::PrometheusGroup& group : groups) {
    add_comment(out, "  ", group.comment);
    out += fmt::format("  - name: {}\n    rules:\n", literal(group.name));
    for (const rules::PrometheusRule& rule : group.rules) add_rule(out, rule);
  }
  return out;
}

std::string tests_yaml(const config::Charter& charter, const std::string& written_by,
                       const std::string& rule_file,
                       const std::vector<rules::PrometheusTest>& tests) {
  std::string out =
      header(charter, written_by, "For `promtool test rules`: each alert fires, and is quiet.");
  out += fmt::format("\nrule_files: [{}]\nevaluation_interval: 5m\n\ntests:\n", literal(rule_file));
  for (const rules::PrometheusTest& test : tests) {
    out += fmt::format("  - name: {}\n    interval: 5m\n    input_series:\n", literal(test.name));
    for (const auto& [series, values] : test.series) {
      out +=
          fmt::format("      - series: {}\n        values: {}\n", literal(series), literal(values));
    }
    out += fmt::format("    promql_expr_test:\n      - expr: {}\n        eval_time: {}\n",
                       literal(test.expr), rules::promql::duration(test.at));
    if (test.fires) out += "        exp_samples: [{labels: \"{}\", value: 1}]\n";
  }
  return out;
}

std::string alertmanager_yaml(const config::Charter& charter, const std::string& written_by,
                              const std::vector<rules::PrometheusInhibition>& inhibitions) {
  std::string out = header(charter, written_by, "An example of Alertmanager's configuration.");
  out += R"(
route:
  # What is wrong with one target comes in one message: a goal that is missed and one that burns
  # are told of together, and neither hides the other.
  group_by: [charter, target, source]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 12h
  receiver: tickets
  routes:
    - matchers: ['severity="page"']
      repeat_interval: 4h
      receiver: pages
    # An owner of the charter's targets may have a receiver: matchers: ['owner="contact-centre"']

receivers:
  # Put your own here: e-mail, a chat, a ticket system, a pager.
  - name: pages
    webhook_configs: [{url: "http://127.0.0.1:9099/pages"}]
  - name: tickets
    webhook_configs: [{url: "http://127.0.0.1:9099/tickets"}]

inhibit_rules:
)";
  for (const rules::PrometheusInhibition& inhibition : inhibitions) {
    add_comment(out, "  ", inhibition.comment);
    out += "  -\n";
    add_matchers(out, "source_matchers", inhibition.source_matchers);
    add_matchers(out, "target_matchers", inhibition.target_matchers);
  }
  return out;
}

}  // namespace charterd::daemon
