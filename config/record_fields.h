// The fields that a source's records can have, where the settings name them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/yaml_reader.h"

namespace charterd::config {

struct RecordFields {
  std::optional<std::vector<std::string>> names;  ///< nullopt: not known beforehand

  /// Reports a field that no record has, with the nearest one that there is.
  void check(const std::string& field, Place place, Diagnostics& diagnostics) const;
};

}  // namespace charterd::config
