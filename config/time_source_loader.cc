#include "config/time_source_loader.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/time_layout_check.h"
#include "config/yaml_choice.h"
#include "config/yaml_form.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::array<YamlKey, 5> kTimeKeys = {{
    {"field", YamlShape::text, "the name of a source field"},
    {"fields", YamlShape::texts, "a list of source fields, such as [date, clock]"},
    {"layout", YamlShape::text, "a layout such as \"%d-%m-%Y %H:%M\""},
    {"epoch", YamlShape::text, "one of s, ms, us"},
    {"timezone", YamlShape::text, "an IANA time zone such as Europe/Lisbon"},
}};

constexpr std::array<std::string_view, 3> kEpochs = {"s", "ms", "us"};
constexpr std::array<TimeSource::Form, 3> kEpochForms = {TimeSource::Form::epoch_seconds,
                                                         TimeSource::Form::epoch_milliseconds,
                                                         TimeSource::Form::epoch_microseconds};

void check_field(const YamlNode& node, const RecordFields& known, Diagnostics& diagnostics) {
  if (node.text.empty()) diagnostics.error(node.place, "a source field needs a name");
  known.check(node.text, node.place, diagnostics);
}

void read_fields(const YamlMapping& time, const RecordFields& known, TimeSource& result) {
  if (time.has("field") == time.has("fields")) {
    if (!time.is_mapping()) return;
    time.diagnostics().error(
        time.has("field") ? time.place_of("fields") : time.place(),
        fmt::format("{} needs either \"field\" or \"fields\"{}", time.what(),
                    time.has("field") ? ", not both" : ""),
        "write {field: ts}, or {fields: [date, clock]} for texts to be joined by a space");
    return;
  }
  const std::string_view key = time.has("field") ? "field" : "fields";
  const YamlNode* node = time.find(key);
  if (node == nullptr) return;
  if (node->is_scalar()) check_field(*node, known, time.diagnostics());
  for (const YamlNode& item : node->items) check_field(item, known, time.diagnostics());
  result.fields = node->is_scalar() ? std::vector<std::string>{node->text} : time.texts(key);
}

void read_layout(const YamlMapping& time, TimeSource& result) {
  const YamlNode* node = time.find("layout");
  if (node == nullptr) return;
  auto layout = checked_time_layout(node->text);
  if (!layout) {
    time.diagnostics().error(node->place, layout.error());
    return;
  }
  result.form = TimeSource::Form::layout;
  result.layout = std::move(*layout);
}

void read_epoch(const YamlMapping& time, TimeSource& result) {
  const YamlNode* node = time.find("epoch");
  if (node == nullptr) return;
  const auto unit = read_choice(*node, "epoch", kEpochs, time.diagnostics());
  if (unit) result.form = kEpochForms[*unit];
  for (const std::string_view other : {"layout", "timezone"}) {
    if (!time.has(other)) continue;
    time.diagnostics().error(
        time.place_of(other),
        fmt::format("\"epoch\" and \"{}\" exclude each other; expected one of them", other),
        "a number of seconds since 1970 has neither a layout nor a zone");
  }
  if (result.fields.size() > 1) {
    time.diagnostics().error(node->place, "\"epoch\" is read from one field, not from several");
  }
}

void read_timezone(const YamlMapping& time, TimeSource& result) {
  const YamlNode* node = time.find("timezone");
  if (node == nullptr) return;
  result.timezone = Zone::find(node->text);
  if (result.timezone) return;
  time.diagnostics().error(node->place,
                           fmt::format("the time zone \"{}\" is not known; expected an IANA name "
                                       "such as Europe/Lisbon",
                                       node->text));
}

}  // namespace

TimeSource load_time_source(const YamlNode& node, const std::string& what,
                            const RecordFields& known, Diagnostics& diagnostics) {
  const YamlMapping time(node, fmt::format("\"time\" of {}", what), kTimeKeys, diagnostics);
  TimeSource result;
  result.place = node.place;
  read_fields(time, known, result);
  read_layout(time, result);
  read_epoch(time, result);
  read_timezone(time, result);
  return result;
}

namespace {

constexpr YamlForm kEpochForm{YamlForm::Kind::words, {}, {}, nullptr, kEpochs};
constexpr std::array kInsides = {YamlInside{"epoch", &kEpochForm}};

}  // namespace

const YamlForm kTimeForm{YamlForm::Kind::keys, kTimeKeys, kInsides};

}  // namespace charterd::config
