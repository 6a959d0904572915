// Reads the two YAML files into plain values. All mistakes are found in one reading.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/charter.h"
#include "config/diagnostic.h"
#include "config/settings.h"

namespace charterd::config {

/// A file that is larger is refused.
inline constexpr std::size_t kMaximumFileSize = 1 << 20;

template <class Value>
struct Loaded {
  std::optional<Value> value;  ///< present exactly when there are no errors
  /// Errors and warnings, in the order of their places; then those of files that this one names.
  std::vector<Diagnostic> diagnostics;
};

/// Reads the charter. Never throws for what the file says or for a file that cannot be read.
Loaded<Charter> load_charter(const std::filesystem::path& file);
/// The same for text in memory; `file` names it in messages and is what relative paths refer to:
/// files of holidays are read here too.
Loaded<Charter> parse_charter(const std::string& text, const std::filesystem::path& file);

Loaded<Settings> load_settings(const std::filesystem::path& file);
Loaded<Settings> parse_settings(const std::string& text, const std::filesystem::path& file);

/// Reports what the settings name and the charter does not have: calendars. `diagnostics` is of the
/// settings' file.
void check_against(const Charter& charter, const Settings& settings, Diagnostics& diagnostics);

/// The charter that a settings file names, however wrong the rest of it is, so that the mistakes of
/// both can be shown at once. nullopt where it names none.
std::optional<std::filesystem::path> charter_named_by(const std::filesystem::path& settings_file);

/// "127.0.0.1:10464" and the like; nullopt when it is not an address with a port.
std::optional<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace charterd::config
