// One item of `sources`: where records come from and what they are.
#pragma once

#include <cstddef>
#include <filesystem>

#include "config/settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// `index` counts from 0 and names a source without a name in messages; `folder` is what relative
/// paths refer to. What it returns after errors, which are in `diagnostics`, is incomplete.
Source load_source(const YamlNode& node, std::size_t index, const std::filesystem::path& folder,
                   Diagnostics& diagnostics);

}  // namespace charterd::config
