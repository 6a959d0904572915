// Measures on single events.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/condition_loader.h"
#include "config/yaml_choice.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

constexpr std::array kMeasureKeys = {
    YamlKey{"events", YamlShape::any, "an event's name, a list of names or {event, where}",
            YamlPresence::required},
    YamlKey{"value", YamlShape::text, "the name of a field"},
    YamlKey{"weight", YamlShape::text, "the name of a field"},
    YamlKey{"unit", YamlShape::text,
            "one of seconds, minutes, hours, milliseconds, points and count"},
    YamlKey{"range", YamlShape::sequence, "the least and the greatest value such as [1, 5]"},
};

constexpr std::array<std::string_view, 6> kUnitNames = {"seconds",      "minutes", "hours",
                                                        "milliseconds", "points",  "count"};
constexpr std::array kUnits = {Unit::seconds,      Unit::minutes, Unit::hours,
                               Unit::milliseconds, Unit::points,  Unit::count};

// A unit that is not known is guessed at, so that what refers to the measure is not blamed.
Unit load_unit(const YamlNode& node, const CharterReading& reading) {
  if (const auto choice = read_choice(node, "unit", kUnitNames, reading.diagnostics)) {
    return kUnits[*choice];
  }
  const std::string near = nearest(node.text, {kUnitNames.begin(), kUnitNames.end()});
  const auto found = std::find(kUnitNames.begin(), kUnitNames.end(), near);
  return found == kUnitNames.end() ? Unit::seconds
                                   : kUnits[static_cast<std::size_t>(found - kUnitNames.begin())];
}

std::string load_field(const YamlMapping& mapping, std::string_view key,
                       const CharterReading& reading) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return {};
  if (node->text.empty()) {
    reading.error(node->place, fmt::format("\"{}\" needs the name of a field", key));
  }
  return node->text;
}

void load_range(const YamlNode& node, Measure& measure, const CharterReading& reading) {
  if (node.items.size() != 2) {
    return reading.error(node.place, "\"range\" needs two numbers such as [1, 5]");
  }
  const Scale scale = scale_to_base(measure.unit);
  const auto least = read_number(node.items[0], "range", scale, reading.diagnostics);
  const auto most = read_number(node.items[1], "range", scale, reading.diagnostics);
  if (!least || !most) return;
  if (*least >= *most) {
    return reading.error(node.place, "\"range\" needs the lesser number first, such as [1, 5]");
  }
  measure.range = {*least, *most};
}

// Which keys go together.
void check_keys(const YamlMapping& mapping, const CharterReading& reading) {
  if (!mapping.is_mapping()) return;
  if (mapping.has("value") && mapping.has("weight")) {
    reading.error(mapping.place_of("weight"),
                  fmt::format("{} has both \"value\" and \"weight\"", mapping.what()),
                  "a weight is for shares; make two measures of it");
  }
  if (mapping.has("value") && !mapping.has("unit")) {
    reading.error(mapping.place_of("value"),
                  fmt::format("{} lacks the key \"unit\" beside \"value\"", mapping.what()),
                  "expected: one of seconds, minutes, hours, milliseconds, points and count");
  }
  for (const std::string_view key : {"unit", "range"}) {
    if (!mapping.has(key) || mapping.has("value")) continue;
    reading.error(mapping.place_of(key), fmt::format("\"{}\" needs \"value\" beside it", key));
  }
}

}  // namespace

void load_measures(const YamlNode& node, const CharterReading& reading) {
  if (!check_count(node, "measures", reading)) return;
  for (const YamlEntry& entry : node.entries) {
    check_measure_id(entry, "measure", reading);
    const YamlMapping mapping(entry.value, fmt::format("the measure \"{}\"", entry.key),
                              kMeasureKeys, reading.diagnostics);
    Measure measure;
    measure.id = entry.key;
    measure.place = entry.place;
    if (const YamlNode* events = mapping.find("events")) {
      measure.events = load_event_selector(*events, "events", reading.diagnostics);
    }
    measure.value_field = load_field(mapping, "value", reading);
    measure.weight_field = load_field(mapping, "weight", reading);
    if (const YamlNode* unit = mapping.find("unit")) {
      measure.unit = load_unit(*unit, reading);
    }
    if (mapping.has("value") && !mapping.has("unit")) measure.unit = Unit::seconds;  // a guess too
    if (const YamlNode* range = mapping.find("range")) load_range(*range, measure, reading);
    check_keys(mapping, reading);
    reading.charter.measures.push_back(std::move(measure));
  }
}

namespace {

constexpr YamlForm kUnitForm{YamlForm::Kind::words, {}, {}, nullptr, kUnitNames};
constexpr YamlForm kRangeForm{YamlForm::Kind::items, {}, {}, &kTextForm};
constexpr std::array kInsides = {YamlInside{"events", &kEventsForm}, YamlInside{"unit", &kUnitForm},
                                 YamlInside{"range", &kRangeForm}};
constexpr YamlForm kMeasureForm{YamlForm::Kind::keys, kMeasureKeys, kInsides};

}  // namespace

const YamlForm kMeasuresForm{YamlForm::Kind::ids, {}, {}, &kMeasureForm};

}  // namespace charterd::config
