#include "daemon/rules_yaml.h"

#include <catch2/catch.hpp>

using namespace charterd;
using namespace charterd::daemon;
using Catch::Contains;

namespace {

config::Charter charter() {
  config::Charter charter;
  charter.id = "shop";
  charter.version = "3\nand more";
  charter.hash = "0123456789abcdef";
  return charter;
}

}  // namespace

TEST_CASE("Rules are written with a header, comments, queries as they are, and texts in quotes") {
  rules::PrometheusRule alert;
  alert.comment = "why\nand how";
  alert.alert = "Alert";
  alert.expr = "a{b=\"c\"} > 1\nand d";
  alert.hold = std::chrono::minutes{90};
  alert.keep = std::chrono::hours{24};
  alert.labels = {{"owner", "o'\"wner"}, {"other", "a \"b\""}};
  alert.annotations = {{"summary", "\xC3\xA9 \"x\""}};
  const std::string text = rules_yaml(charter(), "charterd rules", {{"group", "Of it.", {alert}}});
  CHECK_THAT(text, Contains("# Charter shop, version 3 and more, hash 0123456789abcdef.\n"));
  CHECK_THAT(text, Contains(R"(groups:
  # Of it.
  - name: "group"
    rules:
      # why
      # and how
      - alert: Alert
        expr: |-
          a{b="c"} > 1
          and d
        for: 1h30m
        keep_firing_for: 1d
        labels:
          owner: "o'\"wner"
          other: 'a "b"'
        annotations:
          summary: "é \"x\""
)"));
}

TEST_CASE("A test that is to be quiet expects no sample") {
  const rules::PrometheusTest fires{
      "A fires", {{"up", "0+0x1"}}, "x", std::chrono::minutes{5}, true};
  rules::PrometheusTest quiet = fires;
  quiet.name = "A is quiet";
  quiet.fires = false;
  const std::string text = tests_yaml(charter(), "test", "r.yml", {fires, quiet});
  CHECK_THAT(text, Contains("rule_files: [\"r.yml\"]\n"));
  CHECK_THAT(text, Contains(R"(      - expr: "x"
        eval_time: 5m
        exp_samples: [{labels: "{}", value: 1}]
  - name: "A is quiet")"));
}

TEST_CASE("Inhibition names its matchers in quotes") {
  const std::string text = alertmanager_yaml(
      charter(), "test", {{"Because.", {"alertname=\"A\""}, {"target=~\"a\\\\.b\""}}});
  CHECK_THAT(text, Contains(R"(  # Because.
  -
    source_matchers:
      - 'alertname="A"'
    target_matchers:
      - 'target=~"a\\.b"'
)"));
}
