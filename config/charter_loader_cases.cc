// Cases and what is measured on them.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/charter_loader.h"
#include "config/condition_loader.h"
#include "config/yaml_form.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

using Shape = YamlShape;
using Presence = YamlPresence;
using End = CaseMeasure::End;

constexpr std::string_view kEvent = "an event's name, a list of names or {event, where}";

constexpr std::array kCaseKeys = {
    YamlKey{"key", Shape::text, "the field that identifies a case", Presence::required},
    YamlKey{"opens", Shape::any, kEvent, Presence::required},
    YamlKey{"closes", Shape::any, kEvent},
    YamlKey{"voids", Shape::any, kEvent},
    YamlKey{"reopens", Shape::any, kEvent},
    YamlKey{"pauses", Shape::any, "a mapping {from, to} or a list of them"},
    YamlKey{"calendar", Shape::text, "the id of a calendar"},
    YamlKey{"due", Shape::mapping, "a mapping such as {field: agreed, otherwise: 15 working days}"},
    YamlKey{"keep", Shape::text, "a duration such as 30 days"},
    YamlKey{"measures", Shape::mapping, "a mapping of ids to measures"},
};
constexpr std::array kPauseKeys = {
    YamlKey{"from", Shape::any, kEvent, Presence::required},
    YamlKey{"to", Shape::any, kEvent, Presence::required},
};
constexpr std::array kDueKeys = {
    YamlKey{"field", Shape::text, "the name of a field"},
    YamlKey{"otherwise", Shape::text, "a length of time such as 15 working days"},
};
constexpr std::array kCaseMeasureKeys = {
    YamlKey{"from", Shape::any, "opens, closes or an event"},
    YamlKey{"to", Shape::any, "closes or an event"},
    YamlKey{"count", Shape::any, kEvent},
};

EventSelector load_selector(const YamlMapping& mapping, std::string_view key,
                            const CharterReading& reading) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return {};
  return load_event_selector(*node, std::string(key), reading.diagnostics);
}

bool same_events(const EventSelector& a, const EventSelector& b) {
  return !a.empty() && a.names == b.names && a.where == b.where;
}

// What can hardly be meant, but has a meaning.
void warn_of_same_events(const EventSelector& a, const EventSelector& b, std::string message,
                         const CharterReading& reading) {
  if (same_events(a, b)) reading.diagnostics.warning(b.place, std::move(message));
}

// `opens` and `closes` mean the case's own only where they stand alone, as an end of a time.
void warn_of_own_names(const EventSelector& selector, const CharterReading& reading) {
  for (const std::string& name : selector.names) {
    if (name != "opens" && name != "closes") continue;
    reading.diagnostics.warning(selector.place,
                                fmt::format("\"{}\" is taken for the name of an event here", name),
                                fmt::format("name the events that are meant by \"{}\"", name));
  }
}

void load_pauses(const YamlNode& node, Case& kind, const CharterReading& reading) {
  const auto add = [&](const YamlNode& item) {
    const YamlMapping mapping(item, "a pause", kPauseKeys, reading.diagnostics);
    kind.pauses.push_back(
        {load_selector(mapping, "from", reading), load_selector(mapping, "to", reading)});
    warn_of_same_events(kind.pauses.back().from, kind.pauses.back().to,
                        "a pause that ends with the events that begin it never ends", reading);
  };
  if (!node.is_sequence()) return add(node);
  for (const YamlNode& item : node.items) add(item);
}

void load_due(const YamlNode& node, Case& kind, const CharterReading& reading) {
  const YamlMapping mapping(node, "\"due\"", kDueKeys, reading.diagnostics);
  Case::Due due;
  due.field = mapping.text("field");
  if (const YamlNode* otherwise = mapping.find("otherwise")) {
    const auto quantity = read_quantity(*otherwise, "otherwise", reading.diagnostics);
    if (quantity && (!quantity->is_time() || quantity->amount <= 0)) {
      reading.error(
          otherwise->place,
          fmt::format("\"otherwise\" needs a length of time, not \"{}\"", otherwise->text),
          "such as 15 working days");
    }
    due.otherwise = quantity;
  }
  if (!mapping.has("field") && !mapping.has("otherwise")) {
    reading.error(node.place, "\"due\" needs \"field\" or \"otherwise\"");
  }
  if (mapping.has("field") && due.field.empty() && mapping.find("field") != nullptr) {
    reading.error(mapping.place_of("field"), "\"field\" needs the name of a field");
  }
  kind.due = std::move(due);
}

// `opens` and `closes` are the case's own; all else names events.
std::optional<End> load_end(const YamlMapping& mapping, std::string_view key,
                            const CharterReading& reading) {
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar() && node->text == "opens") return End{End::Kind::opens, {}};
  if (node->is_scalar() && node->text == "closes") return End{End::Kind::closes, {}};
  return End{End::Kind::event, load_event_selector(*node, std::string(key), reading.diagnostics)};
}

void check_ends(const YamlMapping& mapping, const CaseMeasure& measure, const Case& kind,
                const CharterReading& reading) {
  const bool from_closes = measure.from && measure.from->kind == End::Kind::closes;
  const bool to_closes = measure.to && measure.to->kind == End::Kind::closes;
  if (measure.to && measure.to->kind == End::Kind::opens) {
    reading.error(mapping.place_of("to"), "no measure can end where its case opens");
  }
  if (from_closes && to_closes) {
    reading.error(mapping.place_of("to"), "a measure cannot begin and end with the closing");
  }
  if ((from_closes || to_closes) && kind.closes.place.line == 0) {
    reading.error(mapping.place_of(from_closes ? "from" : "to"),
                  fmt::format("the case \"{}\" has no \"closes\"", kind.id));
  }
}

void load_case_measure(const YamlEntry& entry, Case& kind, const CharterReading& reading) {
  const YamlMapping mapping(entry.value, fmt::format("the measure \"{}\"", entry.key),
                            kCaseMeasureKeys, reading.diagnostics);
  CaseMeasure measure;
  measure.id = entry.key;
  measure.place = entry.place;
  measure.from = load_end(mapping, "from", reading);
  measure.to = load_end(mapping, "to", reading);
  measure.count = load_selector(mapping, "count", reading);
  const bool times = mapping.has("from") && mapping.has("to");
  const bool some_time = mapping.has("from") || mapping.has("to");
  if (mapping.is_mapping() && (mapping.has("count") ? some_time : !times)) {
    reading.error(entry.place, fmt::format("the measure \"{}\" needs either \"from\" and \"to\" or "
                                           "\"count\"",
                                           entry.key));
  }
  check_ends(mapping, measure, kind, reading);
  if (measure.from && measure.to) {
    warn_of_same_events(measure.from->event, measure.to->event,
                        fmt::format("the measure \"{}\" ends with the event that begins it: it is "
                                    "always 0",
                                    measure.id),
                        reading);
    warn_of_own_names(measure.from->event, reading);
    warn_of_own_names(measure.to->event, reading);
  }
  warn_of_own_names(measure.count, reading);
  kind.measures.push_back(std::move(measure));
}

void check_calendar(const YamlMapping& mapping, const Case& kind, const CharterReading& reading) {
  std::vector<std::string> known;
  for (const Calendar& calendar : reading.charter.calendars) known.push_back(calendar.id);
  const YamlNode* calendar = mapping.find("calendar");
  if (calendar != nullptr && std::find(known.begin(), known.end(), kind.calendar) == known.end()) {
    reading.error(calendar->place, fmt::format("the calendar \"{}\" is not known", kind.calendar),
                  choice_hint(kind.calendar, known, "calendars"));
  }
  if (!kind.due || !kind.due->otherwise || mapping.has("calendar")) return;
  const Quantity::Kind unit = kind.due->otherwise->kind;
  if (unit == Quantity::Kind::working_days || unit == Quantity::Kind::business_hours) {
    reading.error(
        mapping.place_of("due"),
        fmt::format("{} counts working time and lacks the key \"calendar\"", mapping.what()));
  }
}

void check_case(const YamlMapping& mapping, const Case& kind, const CharterReading& reading) {
  if (!mapping.is_mapping()) return;
  const YamlNode* key = mapping.find("key");
  if (key != nullptr && key->text.empty()) {
    reading.error(key->place, "\"key\" needs the name of a field");
  }
  if (mapping.has("reopens") && !mapping.has("closes")) {
    reading.error(mapping.place_of("reopens"), "\"reopens\" needs \"closes\" beside it");
  }
  check_calendar(mapping, kind, reading);
}

Case load_case(const YamlEntry& entry, const CharterReading& reading) {
  const YamlMapping mapping(entry.value, fmt::format("the case \"{}\"", entry.key), kCaseKeys,
                            reading.diagnostics);
  Case kind;
  kind.id = entry.key;
  kind.place = entry.place;
  kind.key_field = mapping.text("key");
  kind.opens = load_selector(mapping, "opens", reading);
  kind.closes = load_selector(mapping, "closes", reading);
  kind.voids = load_selector(mapping, "voids", reading);
  kind.reopens = load_selector(mapping, "reopens", reading);
  kind.calendar = mapping.text("calendar");
  if (const YamlNode* pauses = mapping.find("pauses")) load_pauses(*pauses, kind, reading);
  if (const YamlNode* due = mapping.find("due")) load_due(*due, kind, reading);
  if (const YamlNode* keep = mapping.find("keep")) {
    kind.keep = read_duration(*keep, "keep", reading.diagnostics);
  }
  check_case(mapping, kind, reading);
  warn_of_same_events(kind.opens, kind.closes,
                      fmt::format("the case \"{}\" closes with the event that opens it", kind.id),
                      reading);
  warn_of_same_events(kind.opens, kind.voids,
                      fmt::format("the case \"{}\" is void as soon as it is opened", kind.id),
                      reading);
  return kind;
}

void load_case_measures(const YamlNode& node, Case& kind, const CharterReading& reading) {
  const auto measures = std::find_if(node.entries.begin(), node.entries.end(),
                                     [](const auto& item) { return item.key == "measures"; });
  if (measures == node.entries.end()) return;
  if (!check_count(measures->value, "measures", reading)) return;
  for (const YamlEntry& measure : measures->value.entries) {
    check_measure_id(measure, "measure", reading);
    load_case_measure(measure, kind, reading);
  }
}

// Without a closing a case ends when its times have ended, of which there must be one.
void check_end(const Case& kind, const CharterReading& reading) {
  const bool ends =
      std::any_of(kind.measures.begin(), kind.measures.end(),
                  [](const CaseMeasure& measure) { return measure.count.place.line == 0; });
  if (kind.closes.place.line != 0 || ends) return;
  reading.error(kind.place,
                fmt::format("the case \"{}\" needs \"closes\" or a measure {{from, to}}: it would "
                            "never end",
                            kind.id));
}

}  // namespace

void load_cases(const YamlNode& node, const CharterReading& reading) {
  if (!check_count(node, "cases", reading)) return;
  for (const YamlEntry& entry : node.entries) {
    check_measure_id(entry, "case", reading);
    // The case is among the charter's before its measures, so that no id is given twice.
    reading.charter.cases.push_back(load_case(entry, reading));
    Case& kind = reading.charter.cases.back();
    load_case_measures(entry.value, kind, reading);
    if (entry.value.is_mapping()) check_end(kind, reading);
    check_selectors(kind, reading);
  }
}

namespace {

using Form = YamlForm;

constexpr std::array kPauseInsides = {YamlInside{"from", &kEventsForm},
                                      YamlInside{"to", &kEventsForm}};
constexpr Form kPauseForm{Form::Kind::keys, kPauseKeys, kPauseInsides};
constexpr Form kPausesForm{Form::Kind::one_or_items, {}, {}, &kPauseForm};
constexpr Form kDueForm{Form::Kind::keys, kDueKeys};
constexpr std::array kMeasureInsides = {YamlInside{"from", &kEventsForm},
                                        YamlInside{"to", &kEventsForm},
                                        YamlInside{"count", &kEventsForm}};
constexpr Form kMeasureForm{Form::Kind::keys, kCaseMeasureKeys, kMeasureInsides};
constexpr Form kCaseMeasuresForm{Form::Kind::ids, {}, {}, &kMeasureForm};
constexpr std::array kCaseInsides = {
    YamlInside{"opens", &kEventsForm},          YamlInside{"closes", &kEventsForm},
    YamlInside{"voids", &kEventsForm},          YamlInside{"reopens", &kEventsForm},
    YamlInside{"pauses", &kPausesForm},         YamlInside{"due", &kDueForm},
    YamlInside{"measures", &kCaseMeasuresForm},
};
constexpr Form kCaseForm{Form::Kind::keys, kCaseKeys, kCaseInsides};

}  // namespace

const YamlForm kCasesForm{Form::Kind::ids, {}, {}, &kCaseForm};

}  // namespace charterd::config
