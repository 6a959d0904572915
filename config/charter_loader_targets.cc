// Targets: the defaults, the plain keys, and the order in which the rest is read.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/target_loader.h"
#include "config/window_text.h"
#include "config/yaml_choice.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

using Shape = YamlShape;
using Presence = YamlPresence;

constexpr std::array kTargetKeys = {
    YamlKey{"statement", Shape::text_or_mapping, "a sentence for customers"},
    YamlKey{"measure", Shape::text, "the id of a measure", Presence::required},
    YamlKey{"where", Shape::any, "a condition"},
    YamlKey{"exclude", Shape::any, "a condition"},
    YamlKey{"goal", Shape::text, "a goal such as at least 80%", Presence::required},
    YamlKey{"good", Shape::any, "a condition"},
    YamlKey{"bad", Shape::any, "a condition"},
    YamlKey{"evidence", Shape::text_or_mapping, "why the goal can be reached"},
    YamlKey{"serves", Shape::texts, "a right or commitment, or a list of them"},
    YamlKey{"window", Shape::text, "a window such as 28 days or calendar month"},
    YamlKey{"by", Shape::texts, "a label or a list of labels"},
    YamlKey{"across", Shape::text, "a label of the scope"},
    YamlKey{"minimum_events", Shape::text, "a whole number"},
    YamlKey{"active", Shape::mapping, "a season {from, to}"},
    YamlKey{"owner", Shape::text, "who answers for the target"},
    YamlKey{"severity", Shape::text, "page or ticket"},
    YamlKey{"compensation", Shape::text, "an amount such as 40 GBP"},
    YamlKey{"baseline", Shape::mapping, "a period {from, to} or {value}"},
    YamlKey{"start", Shape::text, "a date such as 2026-01-01"},
    YamlKey{"deadline", Shape::text, "a date such as 2026-10-01"},
};
constexpr std::array kPeriodKeys = {
    YamlKey{"from", Shape::text, "a date such as 2026-03-02"},
    YamlKey{"to", Shape::text, "a date such as 2026-03-04"},
};
constexpr std::array<std::string_view, 2> kSeverities = {"page", "ticket"};
constexpr std::int64_t kMostMinimumEvents = 1'000'000'000;

void load_window(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("window");
  if (node == nullptr) return;
  auto window = parse_window(node->text);
  if (window) {
    reading.target.window = std::move(*window);
  } else {
    reading.error(node->place, window.error());
  }
}

void load_minimum(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("minimum_events");
  if (node == nullptr) return;
  const Statistic statistic = reading.target.goal.statistic;
  // Nothing at all may be a sum of 0, but it is neither a share nor a mean.
  const bool may_be_zero = statistic == Statistic::count || statistic == Statistic::sum;
  reading.target.minimum_events = read_whole_number(*node, "minimum_events", may_be_zero ? 0 : 1,
                                                    kMostMinimumEvents, reading.diagnostics());
}

void load_severity(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("severity");
  if (node == nullptr) return;
  const auto choice = read_choice(*node, "severity", kSeverities, reading.diagnostics());
  if (choice) reading.target.severity = kSeverities[*choice];
}

void load_compensation(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("compensation");
  if (node == nullptr) return;
  const std::string& text = node->text;
  const std::size_t blank = text.find(' ');
  const std::string currency = blank == std::string::npos ? "" : text.substr(blank + 1);
  const auto amount = parse_fixed(text.substr(0, blank));
  const bool is_currency =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!amount || *amount <= 0 || !is_currency) {
    return reading.error(
        node->place,
        fmt::format("\"compensation\" needs an amount and a currency, not \"{}\"", text),
        "such as 40 GBP");
  }
  if (!reading.target.goal.is_share() || reading.target.goal.is_improvement() ||
      reading.target.goal.kind == Goal::Kind::gap_at_most) {
    return reading.error_at("compensation",
                            fmt::format("target \"{}\": \"compensation\" is owed for each miss, "
                                        "and the goal \"{}\" counts none",
                                        reading.target.id, reading.target.goal.text));
  }
  reading.target.compensation = Compensation{*amount, currency};
}

void load_active(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("active");
  if (node == nullptr) return;
  const YamlMapping mapping(*node, "\"active\"", kPeriodKeys, reading.diagnostics());
  reading.target.active = load_period(mapping, false, reading.charter);
}

void load_serves(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("serves");
  if (node == nullptr) return;
  for (const std::string& id : reading.keys.texts("serves")) {
    auto& serves = reading.target.serves;
    if (std::find(serves.begin(), serves.end(), id) != serves.end()) {
      reading.error(node->place, fmt::format("\"{}\" is served twice", id));
    } else if (id.empty()) {
      reading.error(node->place, "\"serves\" needs the id of a right or commitment");
    } else {
      serves.push_back(id);
    }
  }
}

// What can be read without knowing the goal.
void load_plain_keys(const TargetReading& reading) {
  reading.target.statement = load_text(reading.keys, "statement", reading.charter);
  reading.target.evidence = load_text(reading.keys, "evidence", reading.charter);
  reading.target.owner = reading.keys.text("owner");
  load_serves(reading);
  load_window(reading);
  load_severity(reading);
  load_active(reading);
}

// The target's own keys and those of the defaults that it does not have.
YamlNode with_defaults(const YamlNode& node, const YamlNode* defaults) {
  YamlNode merged = node;
  if (defaults == nullptr || !node.is_mapping()) return merged;
  const auto has = [&](std::string_view key) {
    return std::any_of(node.entries.begin(), node.entries.end(),
                       [&](const YamlEntry& entry) { return entry.key == key; });
  };
  for (const YamlEntry& entry : defaults->entries) {
    // Labels for all targets are not meant for one that compares the values of a label.
    if (has(entry.key) || (entry.key == "by" && has("across"))) continue;
    merged.entries.push_back(entry);
  }
  return merged;
}

void read_target(const YamlMapping& keys, Target& target, const CharterReading& charter) {
  TargetReading reading{charter, keys, target};
  load_subject(reading);
  load_plain_keys(reading);
  const bool has_goal = load_goal(reading);
  load_conditions(reading);
  if (has_goal) {
    check_conditions(reading);
    load_parts(reading);
    load_path(reading);
    load_minimum(reading);
    load_compensation(reading);
  }
}

void load_target(const YamlEntry& entry, const YamlNode* defaults, const CharterReading& charter) {
  check_id(entry, "target", charter);
  const YamlNode node = with_defaults(entry.value, defaults);
  const YamlMapping keys(node, fmt::format("the target \"{}\"", entry.key), kTargetKeys,
                         charter.diagnostics);
  Target target;
  target.id = entry.key;
  target.place = entry.place;
  if (keys.is_mapping()) read_target(keys, target, charter);
  // Also one with mistakes, so that who refers to it is not blamed.
  charter.charter.targets.push_back(std::move(target));
}

// The defaults that targets can have; the others are reported here, once.
YamlNode check_defaults(const YamlNode& defaults, const CharterReading& charter) {
  std::vector<YamlKey> keys(kTargetKeys.begin(), kTargetKeys.end());
  for (YamlKey& key : keys) key.presence = Presence::optional;
  const YamlMapping mapping(defaults, "\"defaults\"", keys, charter.diagnostics);
  YamlNode usable = defaults;
  std::erase_if(usable.entries, [&](const YamlEntry& entry) {
    const bool known = std::any_of(keys.begin(), keys.end(),
                                   [&](const YamlKey& key) { return key.name == entry.key; });
    return !known || mapping.find(entry.key) == nullptr;
  });
  return usable;
}

}  // namespace

void load_targets(const YamlNode& node, const YamlNode* defaults, const CharterReading& reading) {
  if (!check_count(node, "targets", reading)) return;
  std::optional<YamlNode> usable;
  if (defaults != nullptr) usable = check_defaults(*defaults, reading);
  if (node.entries.empty()) {
    reading.error(node.place, "\"targets\" is an empty mapping",
                  "a charter promises at least one thing");
  }
  for (const YamlEntry& entry : node.entries) {
    load_target(entry, usable ? &*usable : nullptr, reading);
  }
  check_targets_of_cases(reading);
}

namespace {

using Form = YamlForm;

constexpr Form kSeverityForm{Form::Kind::words, {}, {}, nullptr, kSeverities};
constexpr Form kSeasonForm{Form::Kind::keys, kPeriodKeys};
constexpr std::array kTargetInsides = {
    YamlInside{"statement", &kLanguageTextForm}, YamlInside{"evidence", &kLanguageTextForm},
    YamlInside{"where", &kConditionForm},        YamlInside{"exclude", &kExclusionForm},
    YamlInside{"good", &kConditionForm},         YamlInside{"bad", &kConditionForm},
    YamlInside{"active", &kSeasonForm},          YamlInside{"severity", &kSeverityForm},
    YamlInside{"baseline", &kBaselineForm},
};
constexpr Form kTargetForm{Form::Kind::partial_keys, kTargetKeys, kTargetInsides};

}  // namespace

const YamlForm kDefaultsForm = kTargetForm;
const YamlForm kTargetsForm{Form::Kind::ids, {}, {}, &kTargetForm};

}  // namespace charterd::config
