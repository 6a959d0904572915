#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/condition_loader.h"
#include "config/yaml_mapping.h"

namespace charterd::config {
namespace {

constexpr std::string_view kExpected = "an event's name, a list of names or {event, where}";

constexpr std::array kKeys = {
    YamlKey{"event", YamlShape::texts, "an event's name or a list of names",
            YamlPresence::required},
    YamlKey{"where", YamlShape::any, "a condition"},
};

void add_name(const YamlNode& node, EventSelector& selector, Diagnostics& diagnostics) {
  if (node.text.empty()) {
    diagnostics.error(node.place, "the name of an event cannot be empty");
    return;
  }
  const auto& names = selector.names;
  if (std::find(names.begin(), names.end(), node.text) != names.end()) {
    diagnostics.warning(node.place, fmt::format("the event \"{}\" is named twice", node.text));
    return;
  }
  selector.names.push_back(node.text);
}

// `node` has the shape `texts`.
void add_names(const YamlNode& node, EventSelector& selector, Diagnostics& diagnostics) {
  if (node.is_scalar()) return add_name(node, selector, diagnostics);
  for (const YamlNode& item : node.items) {
    if (item.is_scalar()) add_name(item, selector, diagnostics);
  }
}

}  // namespace

EventSelector load_event_selector(const YamlNode& node, const std::string& what,
                                  Diagnostics& diagnostics) {
  EventSelector selector;
  selector.place = node.place;
  if (!node.is_mapping()) {
    if (check_shape(node, YamlShape::texts, what, kExpected, diagnostics)) {
      add_names(node, selector, diagnostics);
    }
    return selector;
  }
  const YamlMapping mapping(node, fmt::format("\"{}\"", what), kKeys, diagnostics);
  if (const YamlNode* names = mapping.find("event")) add_names(*names, selector, diagnostics);
  if (const YamlNode* where = mapping.find("where")) {
    selector.where = load_condition(*where, ConditionScope{}, diagnostics);
    // Without its condition the selector would choose too much.
    if (!selector.where) selector.names.clear();
  }
  return selector;
}

}  // namespace charterd::config
