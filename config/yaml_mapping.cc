#include "config/yaml_mapping.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace charterd::config {
namespace {

std::string_view words_for(YamlShape shape) {
  switch (shape) {
    case YamlShape::text:
      return "a text";
    case YamlShape::texts:
      return "a text or a list of texts";
    case YamlShape::sequence:
      return "a list";
    case YamlShape::mapping:
      return "a mapping";
    case YamlShape::text_or_mapping:
      return "a text or a mapping";
    case YamlShape::any:
      break;
  }
  return "a value";
}

bool has_kind(const YamlNode& node, YamlShape shape) {
  switch (shape) {
    case YamlShape::text:
      return node.is_scalar();
    case YamlShape::texts:
      return node.is_scalar() || node.is_sequence();
    case YamlShape::sequence:
      return node.is_sequence();
    case YamlShape::mapping:
      return node.is_mapping();
    case YamlShape::text_or_mapping:
      return node.is_scalar() || node.is_mapping();
    case YamlShape::any:
      break;
  }
  return !node.is_null();
}

// The items of a `texts` list.
bool check_items(const YamlNode& node, std::string_view what, std::string_view expected,
                 Diagnostics& diagnostics) {
  if (node.items.empty()) {
    diagnostics.error(node.place,
                      fmt::format("\"{}\" needs {}, not an empty list", what, expected));
    return false;
  }
  bool good = true;
  for (const YamlNode& item : node.items) {
    if (item.is_scalar()) continue;
    good = false;
    if (item.is_unusable()) continue;
    diagnostics.error(item.place,
                      fmt::format("an item of \"{}\" needs a text, {}", what, found_instead(item)));
  }
  return good;
}

std::vector<std::string> names_of(std::span<const YamlKey> keys) {
  std::vector<std::string> names;
  for (const YamlKey& key : keys) names.emplace_back(key.name);
  return names;
}

// What helps somebody who wrote a key that is not known.
std::string unknown_key_hint(const YamlEntry& entry, std::span<const YamlKey> keys) {
  const std::size_t colon = entry.key.find(':');
  if (colon != std::string::npos && entry.value.is_null()) {
    return fmt::format("a blank must follow the colon: \"{}: {}\"", entry.key.substr(0, colon),
                       entry.key.substr(colon + 1));
  }
  const std::vector<std::string> names = names_of(keys);
  const std::string near = nearest(entry.key, names);
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  std::string known = "known keys:";
  for (const std::string& name : names) {
    known += fmt::format("{} {}", &name == names.data() ? "" : ",", name);
  }
  return known;
}

}  // namespace

YamlMapping::YamlMapping(const YamlNode& node, std::string what, std::span<const YamlKey> keys,
                         Diagnostics& diagnostics)
    : node_(node), what_(std::move(what)), keys_(keys), diagnostics_(diagnostics) {
  if (!node.is_mapping()) {
    if (node.is_unusable()) return;
    diagnostics.error(node.place,
                      fmt::format("{} needs a mapping, {}", what_, found_instead(node)));
    return;
  }
  for (const YamlEntry& entry : node.entries) check_entry(entry);
  for (const YamlKey& key : keys) {
    if (key.presence != YamlPresence::required || has(key.name)) continue;
    const std::string_view expected = key.expected.empty() ? words_for(key.shape) : key.expected;
    diagnostics.error(node.place, fmt::format("{} lacks the key \"{}\"", what_, key.name),
                      fmt::format("expected: {}", expected));
  }
}

const YamlNode* YamlMapping::find(std::string_view key) const {
  const YamlEntry* found = entry(key);
  if (found == nullptr || found->value.is_unusable()) return nullptr;
  const YamlKey* known = row(key);
  assert(known != nullptr);
  if (known->presence == YamlPresence::later || !has_kind(found->value, known->shape)) {
    return nullptr;
  }
  const auto& items = found->value.items;
  const bool is_text_list = known->shape == YamlShape::texts && found->value.is_sequence();
  const auto is_text = [](const YamlNode& item) { return item.is_scalar(); };
  if (is_text_list && (items.empty() || !std::all_of(items.begin(), items.end(), is_text))) {
    return nullptr;
  }
  return &found->value;
}

std::string YamlMapping::text(std::string_view key, std::string_view otherwise) const {
  const YamlNode* node = find(key);
  return node != nullptr ? node->text : std::string(otherwise);
}

std::vector<std::string> YamlMapping::texts(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) return {};
  if (node->is_scalar()) return {node->text};
  std::vector<std::string> found;
  for (const YamlNode& item : node->items) found.push_back(item.text);
  return found;
}

Place YamlMapping::place_of(std::string_view key) const {
  const YamlEntry* found = entry(key);
  return found != nullptr ? found->place : node_.place;
}

const YamlEntry* YamlMapping::entry(std::string_view key) const {
  const auto found = std::find_if(node_.entries.begin(), node_.entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  return found == node_.entries.end() ? nullptr : &*found;
}

const YamlKey* YamlMapping::row(std::string_view key) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const YamlKey& row) { return row.name == key; });
  return found == keys_.end() ? nullptr : &*found;
}

void YamlMapping::check_entry(const YamlEntry& entry) {
  const YamlKey* known = row(entry.key);
  if (known == nullptr) {
    diagnostics_.error(entry.place, fmt::format("unknown key \"{}\" in {}", entry.key, what_),
                       unknown_key_hint(entry, keys_));
  } else if (known->presence == YamlPresence::later) {
    diagnostics_.error(entry.place, fmt::format("\"{}\" comes in a later version", entry.key),
                       "leave it out for now");
  } else {
    check_shape(entry.value, known->shape, known->name, known->expected, diagnostics_);
  }
}

bool check_shape(const YamlNode& node, YamlShape shape, std::string_view what,
                 std::string_view expected, Diagnostics& diagnostics) {
  if (node.is_unusable()) return true;
  if (expected.empty()) expected = words_for(shape);
  if (!has_kind(node, shape)) {
    diagnostics.error(node.place,
                      fmt::format("\"{}\" needs {}, {}", what, expected, found_instead(node)));
    return false;
  }
  if (shape != YamlShape::texts || !node.is_sequence()) return true;
  return check_items(node, what, expected, diagnostics);
}

}  // namespace charterd::config
