// The web configuration with the certificates that it names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/web_settings.h"
#include "daemon/http_types.h"

namespace charterd::daemon {

struct WebConfig {
  config::WebSettings settings;
  std::shared_ptr<TlsContext> tls;  ///< null: without
};

/// What a file is known by: it has changed when this has.
struct FileMark {
  std::uint64_t device = 0, inode = 0, size = 0;  ///< all 0 where there is none
  std::int64_t modified = 0;                      ///< nanoseconds
  friend bool operator==(const FileMark&, const FileMark&) = default;
};

struct WatchedFile {
  std::filesystem::path path;
  FileMark mark;  ///< as it was just before it was read
  bool has_changed() const;
};

/// As the file is now.
WatchedFile watch(std::filesystem::path path);

struct LoadedWebConfig {
  std::optional<WebConfig> value;               ///< present exactly when there are no errors
  std::vector<config::Diagnostic> diagnostics;  ///< of the file, and of the files that it names
  std::vector<WatchedFile> files;               ///< all of them
};

LoadedWebConfig load_web_config(const std::filesystem::path& file);

}  // namespace charterd::daemon
