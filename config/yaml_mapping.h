// Mappings read by a table of their keys, so that what a file may say stands in one place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml_reader.h"

namespace charterd::config {

/// What the value of a key must look like.
enum class YamlShape {
  text,             ///< one scalar
  texts,            ///< a scalar or a list of scalars, at least one
  sequence,         ///< a list
  mapping,          ///< a mapping
  text_or_mapping,  ///< a scalar or a mapping
  any,              ///< anything but null
};

enum class YamlPresence {
  optional,
  required,
  later,  ///< known, but refused: "comes in a later version"
};

/// A row of a mapping's table.
struct YamlKey {
  std::string_view name;
  YamlShape shape = YamlShape::text;
  std::string_view expected{};  ///< in words, for messages: "a duration such as 15m"
  YamlPresence presence = YamlPresence::optional;
};

/// The known keys of one mapping. Borrows the node, the table and the diagnostics.
class YamlMapping {
 public:
  /// Reports at once: a node that is no mapping (all keys are then absent, required ones are not
  /// asked for), unknown keys with the nearest name, keys of later versions, required keys that
  /// are missing, values of another shape (they then count as absent).
  /// `what` names the mapping in messages: `target "x"`, "a source".
  YamlMapping(const YamlNode& node, std::string what, std::span<const YamlKey> keys,
              Diagnostics& diagnostics);

  /// True when the node is a mapping.
  bool is_mapping() const { return node_.is_mapping(); }
  /// True when the file has the key, whatever stands there.
  bool has(std::string_view key) const { return entry(key) != nullptr; }
  /// The value; nullptr when it is absent or not of its shape. `key` must stand in the table.
  const YamlNode* find(std::string_view key) const;
  /// A `text` value; `otherwise` when absent.
  std::string text(std::string_view key, std::string_view otherwise = {}) const;
  /// A `texts` value: one scalar is a list of one. Empty when absent.
  std::vector<std::string> texts(std::string_view key) const;

  /// Of the key; the mapping's when the file does not have it.
  Place place_of(std::string_view key) const;
  Place place() const { return node_.place; }
  const std::string& what() const { return what_; }
  Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  const YamlEntry* entry(std::string_view key) const;
  const YamlKey* row(std::string_view key) const;
  void check_entry(const YamlEntry& entry);

  const YamlNode& node_;
  std::string what_;
  std::span<const YamlKey> keys_;
  Diagnostics& diagnostics_;
};

/// True when the node has the shape, or is unusable and so has been reported already.
/// Otherwise reports it: `what` must be `expected`, not ...
bool check_shape(const YamlNode& node, YamlShape shape, std::string_view what,
                 std::string_view expected, Diagnostics& diagnostics);

}  // namespace charterd::config
