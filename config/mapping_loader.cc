#include "config/mapping_loader.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/condition_loader.h"
#include "config/time_source_loader.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::array<YamlKey, 4> kMappingKeys = {{
    {"type", YamlShape::mapping, "{field: event}, {value: order.placed} or {field: ..., map: ...}",
     YamlPresence::required},
    {"when", YamlShape::any, "a condition on source fields"},
    {"time", YamlShape::mapping, "a mapping such as {field: ts}"},
    {"fields", YamlShape::mapping, "a mapping of canonical names to source fields"},
}};

constexpr std::array<YamlKey, 3> kTypeKeys = {{
    {"field", YamlShape::text, "the name of a source field"},
    {"value", YamlShape::text, "an event's name"},
    {"map", YamlShape::mapping, "a mapping of the field's texts to event names"},
}};

constexpr std::array<YamlKey, 3> kFieldKeys = {{
    {"field", YamlShape::text, "the name of a source field"},
    {"value", YamlShape::text, "a constant text"},
    {"as", YamlShape::text, "time"},
}};

// `field` or `value`, exactly one of them and not empty.
void read_field_or_value(const YamlMapping& mapping, TextSource& result) {
  result.place = mapping.place();
  if (!mapping.is_mapping()) return;
  if (mapping.has("field") == mapping.has("value")) {
    const bool both = mapping.has("field");
    mapping.diagnostics().error(both ? mapping.place_of("value") : mapping.place(),
                                fmt::format("{} needs either \"field\" or \"value\"{}",
                                            mapping.what(), both ? ", not both" : ""));
    return;
  }
  const std::string_view key = mapping.has("field") ? "field" : "value";
  const YamlNode* node = mapping.find(key);
  if (node == nullptr) return;
  if (node->text.empty()) {
    mapping.diagnostics().error(node->place, fmt::format("\"{}\" is empty; expected a text", key));
  }
  result.place = node->place;
  (key == "field" ? result.field : result.value) = node->text;
}

class MappingReader {
 public:
  MappingReader(const YamlNode& node, const std::string& source, const RecordFields& known,
                const std::optional<TimeSource>& usual_time, Diagnostics& diagnostics)
      : what_("an event of " + source),
        mapping_(node, what_, kMappingKeys, diagnostics),
        known_(known),
        usual_time_(usual_time),
        diagnostics_(diagnostics) {}

  EventMapping read() {
    read_type();
    read_when();
    read_time();
    read_fields();
    return std::move(result_);
  }

 private:
  void read_type() {
    const YamlNode* node = mapping_.find("type");
    if (node == nullptr) return;
    const YamlMapping type(*node, fmt::format("\"type\" of {}", what_), kTypeKeys, diagnostics_);
    read_field_or_value(type, result_.type);
    check_field(result_.type);
    if (!type.has("map")) return;
    if (type.has("value")) {
      diagnostics_.error(type.place_of("map"), "\"map\" goes with \"field\", not with \"value\"");
    }
    if (const YamlNode* map = type.find("map")) read_map(*map);
  }

  void read_map(const YamlNode& node) {
    result_.type.map.emplace();
    if (node.entries.empty()) {
      diagnostics_.error(node.place, "\"map\" is empty, so no record makes an event",
                         "write {CONNECT: call.answered}, or leave it out");
    }
    for (const YamlEntry& entry : node.entries) {
      if (!check_shape(entry.value, YamlShape::text, entry.key, "an event's name", diagnostics_)) {
        continue;
      }
      if (entry.value.is_scalar() && entry.value.text.empty()) {
        diagnostics_.error(entry.value.place, "an event's name is empty",
                           "leave the entry out: what the map lacks makes no event");
      }
      result_.type.map->emplace(entry.key, entry.value.text);
    }
  }

  void read_when() {
    const YamlNode* node = mapping_.find("when");
    if (node == nullptr) return;
    result_.when = load_condition(*node, ConditionScope::source_fields(), diagnostics_);
    if (result_.when) check_condition(*result_.when);
  }

  void check_condition(const Condition& condition) {
    for (const ConditionMap& map : condition.any_of) {
      for (const Test& test : map.all_of) known_.check(test.name, test.place, diagnostics_);
      for (const Condition& none : map.none_of) check_condition(none);
    }
  }

  void read_time() {
    const YamlNode* node = mapping_.find("time");
    if (node != nullptr) {
      result_.time = load_time_source(*node, what_, known_, diagnostics_);
    } else if (usual_time_) {
      result_.time = *usual_time_;
    } else if (mapping_.is_mapping() && !mapping_.has("time")) {
      diagnostics_.error(mapping_.place(), fmt::format("{} lacks the key \"time\"", what_),
                         "write the field that holds the time: {field: ts}");
    }
  }

  void read_fields() {
    const YamlNode* node = mapping_.find("fields");
    if (node == nullptr) return;
    for (const YamlEntry& entry : node->entries) {
      if (entry.key.empty()) {
        diagnostics_.error(entry.place, "a canonical field needs a name");
        continue;
      }
      result_.fields.emplace_back(entry.key, read_field(entry));
    }
  }

  FieldSource read_field(const YamlEntry& entry) {
    FieldSource result;
    const YamlNode& node = entry.value;
    const std::string_view expected = "a source field, {field: ...} or {value: ...}";
    if (!check_shape(node, YamlShape::text_or_mapping, entry.key, expected, diagnostics_) ||
        node.is_unusable()) {
      return result;
    }
    if (node.is_scalar()) {
      result.text.field = node.text;
      result.text.place = node.place;
      if (node.text.empty()) {
        diagnostics_.error(node.place,
                           fmt::format("\"{}\" needs {}, not an empty text", entry.key, expected));
      }
    } else {
      const YamlMapping field(node, fmt::format("the field \"{}\"", entry.key), kFieldKeys,
                              diagnostics_);
      read_field_or_value(field, result.text);
      result.as_time = read_as(field);
    }
    check_field(result.text);
    return result;
  }

  bool read_as(const YamlMapping& field) {
    const YamlNode* as = field.find("as");
    if (as == nullptr) return false;
    if (as->text != "time") {
      diagnostics_.error(as->place, fmt::format("\"as\" needs time, not \"{}\"", as->text));
    } else if (field.has("value")) {
      diagnostics_.error(as->place, "\"as: time\" goes with \"field\", not with \"value\"");
    }
    return true;
  }

  void check_field(const TextSource& source) {
    if (!source.field.empty()) known_.check(source.field, source.place, diagnostics_);
  }

  std::string what_;
  YamlMapping mapping_;
  const RecordFields& known_;
  const std::optional<TimeSource>& usual_time_;
  Diagnostics& diagnostics_;
  EventMapping result_;
};

}  // namespace

EventMapping load_event_mapping(const YamlNode& node, const std::string& source,
                                const RecordFields& fields,
                                const std::optional<TimeSource>& usual_time,
                                Diagnostics& diagnostics) {
  return MappingReader(node, source, fields, usual_time, diagnostics).read();
}

namespace {

using Form = YamlForm;

constexpr Form kTypeMapForm{Form::Kind::names, {}, {}, &kTextForm};
constexpr std::array kTypeInsides = {YamlInside{"map", &kTypeMapForm}};
constexpr Form kTypeForm{Form::Kind::keys, kTypeKeys, kTypeInsides};
constexpr Form kFieldForm{Form::Kind::keys, kFieldKeys};
constexpr Form kTextOrFieldForm{Form::Kind::text_or, {}, {}, &kFieldForm};
constexpr Form kFieldsForm{Form::Kind::names, {}, {}, &kTextOrFieldForm};
constexpr std::array kMappingInsides = {
    YamlInside{"type", &kTypeForm}, YamlInside{"when", &kConditionForm},
    YamlInside{"time", &kTimeForm}, YamlInside{"fields", &kFieldsForm}};
constexpr Form kMappingForm{Form::Kind::keys, kMappingKeys, kMappingInsides};

}  // namespace

const YamlForm kEventMappingsForm{Form::Kind::items, {}, {}, &kMappingForm};

}  // namespace charterd::config
