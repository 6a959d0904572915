// The parts of a target that only some goals have: the labels, and an improvement's path.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/target_loader.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

constexpr std::array kBaselineKeys = {
    YamlKey{"from", YamlShape::text, "a date such as 2026-01-01"},
    YamlKey{"to", YamlShape::text, "a date such as 2026-04-01"},
    YamlKey{"value", YamlShape::text, "a quantity such as 78% or 40s"},
    YamlKey{"start", YamlShape::text, "a date such as 2026-01-01"},
};

std::optional<Instant> read_moment(const YamlMapping& mapping, std::string_view key,
                                   const TargetReading& reading) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return std::nullopt;
  return read_instant(*node, key, reading.charter.charter.timezone, reading.diagnostics());
}

// `start` may stand inside the baseline or beside it.
void load_start(const YamlMapping& mapping, Baseline& baseline, const TargetReading& reading) {
  if (mapping.has("start") && reading.has("start")) {
    return reading.error_at("start", "\"start\" is given twice");
  }
  const YamlMapping& place = mapping.has("start") ? mapping : reading.keys;
  baseline.start = read_moment(place, "start", reading);
  if (!place.has("start")) {
    if (baseline.value) {
      reading.error_at("baseline", "a baseline's value needs \"start\" beside it",
                       "where the path to the deadline begins");
    }
    return;
  }
  if (baseline.start && baseline.period && *baseline.start < *baseline.period->to) {
    reading.error(place.place_of("start"), "\"start\" must not be before the baseline's end");
  }
}

void load_value(const YamlMapping& mapping, Baseline& baseline, const TargetReading& reading) {
  const YamlNode* node = mapping.find("value");
  if (node == nullptr) return;
  const auto quantity = read_quantity(*node, "value", reading.diagnostics());
  if (quantity) baseline.value = figure_amount(*quantity, *node, "the baseline", reading);
}

void load_baseline(const YamlNode& node, const TargetReading& reading) {
  const YamlMapping mapping(node, "\"baseline\"", kBaselineKeys, reading.diagnostics());
  const bool has_period = mapping.has("from") || mapping.has("to");
  if (has_period == mapping.has("value")) {
    return reading.error(node.place, "\"baseline\" needs either a period {from, to} or {value}",
                         "such as {from: 2026-01-01, to: 2026-04-01}");
  }
  Baseline baseline;
  if (has_period) baseline.period = load_period(mapping, true, reading.charter);
  load_value(mapping, baseline, reading);
  load_start(mapping, baseline, reading);
  reading.target.baseline = baseline;
}

// The path must lead somewhere.
void check_deadline(const TargetReading& reading) {
  const Target& target = reading.target;
  if (!target.deadline || !target.baseline) return;
  const auto& period = target.baseline->period;
  const std::optional<Instant> begins = target.baseline->start ? target.baseline->start
                                        : period               ? period->to
                                                               : std::nullopt;
  if (begins && *target.deadline <= *begins) {
    reading.error_at("deadline", "\"deadline\" must be after the baseline",
                     "the path runs from the baseline's end or \"start\" to the deadline");
  }
}

void check_label(const YamlNode& node, const TargetReading& reading) {
  auto& by = reading.target.by;
  if (node.text.empty()) {
    reading.error(node.place, "\"by\" needs the name of a label");
  } else if (std::find(by.begin(), by.end(), node.text) != by.end()) {
    reading.error(node.place, fmt::format("the label \"{}\" stands here twice", node.text));
  } else {
    by.push_back(node.text);
  }
}

void load_across(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("across");
  if (node == nullptr) return;
  const Charter& charter = reading.charter.charter;
  const auto* values = charter.find_scope(node->text);
  std::vector<std::string> labels;
  for (const auto& [label, listed] : charter.scope) labels.push_back(label);
  if (values == nullptr) {
    reading.error(node->place, fmt::format("the scope does not list \"{}\"", node->text),
                  choice_hint(node->text, labels, "labels of the scope"));
  } else if (values->size() < 2) {
    reading.error(
        node->place,
        fmt::format("a gap needs two values, and the scope lists fewer for \"{}\"", node->text));
  }
  reading.target.across = node->text;
}

}  // namespace

void load_path(const TargetReading& reading) {
  const Goal& goal = reading.target.goal;
  if (!goal.is_improvement()) {
    for (const std::string_view key : {"baseline", "start", "deadline"}) {
      if (!reading.has(key)) continue;
      reading.error_at(key,
                       fmt::format("target \"{}\": the goal \"{}\" takes no \"{}\"",
                                   reading.target.id, goal.text, key),
                       "it belongs to goals such as mean reduced by 50%");
    }
    return;
  }
  for (const std::string_view key : {"baseline", "deadline"}) {
    if (reading.has(key)) continue;
    reading.error(
        goal.place,
        fmt::format("target \"{}\": the goal \"{}\" needs \"{}\"", reading.target.id, goal.text,
                    key),
        key == "deadline" ? "such as 2026-10-01" : "such as {from: 2026-01-01, to: 2026-04-01}");
  }
  if (const YamlNode* node = reading.keys.find("baseline")) load_baseline(*node, reading);
  reading.target.deadline = read_moment(reading.keys, "deadline", reading);
  check_deadline(reading);
}

// Each case would be a part, and its key would be seen by all who see the metrics.
void check_not_key(const YamlNode& node, const TargetReading& reading) {
  if (reading.of_case == nullptr || node.text != reading.of_case->key_field) return;
  reading.error(node.place,
                fmt::format("\"{}\" identifies the cases \"{}\": it cannot be a label", node.text,
                            reading.of_case->id),
                "charterd explain lists single cases");
}

void load_parts(const TargetReading& reading) {
  const bool gap = reading.target.goal.kind == Goal::Kind::gap_at_most;
  if (const YamlNode* by = reading.keys.find("by")) {
    if (by->is_scalar()) check_label(*by, reading);
    if (by->is_scalar()) check_not_key(*by, reading);
    for (const YamlNode& item : by->items) {
      check_label(item, reading);
      check_not_key(item, reading);
    }
  }
  load_across(reading);
  if (gap && !reading.has("across")) {
    reading.error(reading.target.goal.place,
                  fmt::format("target \"{}\": the goal \"{}\" needs \"across\"", reading.target.id,
                              reading.target.goal.text),
                  "the label whose values are compared");
  }
  for (const std::string_view key : {"by", "across"}) {
    if (gap == (key == "across") || !reading.has(key)) continue;
    reading.error_at(key, fmt::format("target \"{}\": the goal \"{}\" takes no \"{}\"",
                                      reading.target.id, reading.target.goal.text, key));
  }
}

const YamlForm kBaselineForm{YamlForm::Kind::keys, kBaselineKeys};

}  // namespace charterd::config
