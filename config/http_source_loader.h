// `http` of a source: what is posted to the daemon.
#pragma once

#include <filesystem>
#include <string>

#include "config/settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// `what` names the source in messages; `folder` is that of the file.
PushOptions load_http_source(const YamlNode& node, const std::string& what,
                             const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace charterd::config
