// `tls_server_config` of the web configuration.
#pragma once

#include <filesystem>

#include "config/web_settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// Relative paths are of `folder`.
TlsSettings load_tls_settings(const YamlNode& node, const std::filesystem::path& folder,
                              Diagnostics& diagnostics);

}  // namespace charterd::config
