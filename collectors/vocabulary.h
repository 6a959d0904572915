// The names that the charter and the configuration use, as small integers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace charterd::collectors {

using EventTypeId = std::uint16_t;
using FieldId = std::uint16_t;

/// A set of names numbered from 0 in the order they were added. Look-ups allocate nothing.
/// One thread may add; any number may look up while nobody adds.
class NameTable {
 public:
  /// The number of `name`, added if it is new. Throws std::length_error beyond 65,535 names.
  std::uint16_t add(std::string_view name);
  std::optional<std::uint16_t> find(std::string_view name) const;
  const std::string& name(std::uint16_t id) const { return names_[id]; }
  std::size_t size() const { return names_.size(); }

 private:
  void grow();
  std::vector<std::string> names_;
  std::vector<std::uint16_t> slots_;  // open addressing, kEmpty or an index of names_
};

/// Event types and canonical fields. Whoever compiles the charter fills it; the collectors put
/// into events only what it holds.
struct Vocabulary {
  NameTable types;
  NameTable fields;
  /// Also keep events of types that the charter does not name (they are filtered otherwise): for
  /// trying a mapping. Such types are added while reading, up to the table's limit.
  bool keep_unknown_types = false;
  /// The type of events whose type nobody names, but that have all fields of one of the sets in
  /// `telling`: they may tell something of a case. nullopt: such events are filtered.
  std::optional<EventTypeId> unnamed;
  std::vector<std::vector<FieldId>> telling;
};

}  // namespace charterd::collectors
