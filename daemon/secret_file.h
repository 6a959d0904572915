// A secret in a file, such as a bearer token, read again when the file changes.
#pragma once

#include <filesystem>
#include <string>

#include <tl/expected.hpp>

#include "daemon/web_config.h"

namespace charterd::daemon {

/// Where a secret lies that the settings name: a relative path is of systemd's credentials when
/// there are any ($CREDENTIALS_DIRECTORY), else of `folder`.
std::filesystem::path secret_path(const std::string& name, const std::filesystem::path& folder);

/// One thread at a time.
class SecretFile {
 public:
  /// The error says what is wrong and what to do, never what the file holds.
  static tl::expected<SecretFile, std::string> open(std::filesystem::path path);

  /// Without the blanks around it; not empty.
  const std::string& secret() const { return secret_; }
  /// Reads the file again if it has changed. The error says why the secret stays as it was: once
  /// for each change, each time while the file cannot be read.
  tl::expected<void, std::string> refresh();

 private:
  explicit SecretFile(WatchedFile file) : file_(std::move(file)) {}
  tl::expected<void, std::string> read();

  WatchedFile file_;
  std::string secret_;
};

}  // namespace charterd::daemon
