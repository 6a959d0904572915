// The fields that a source's records can have, where the settings name them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/yaml_reader.h"

namespace charterd::config {

struct RecordFields {
  std::optional<std::vector<std::string>> names;  ///< nullopt: not known beforehand
  /// Whether a field that is not among them may be there all the same; nullptr: none is.
  bool (*others)(const std::string& name) = nullptr;

  /// Reports a field that no record has, with the nearest one that there is.
  void check(const std::string& field, Place place, Diagnostics& diagnostics) const;
};

}  // namespace charterd::config
