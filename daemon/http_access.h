// Who may ask what: the web configuration in force, read again when its files change.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "daemon/http_types.h"
#include "daemon/http_users.h"
#include "daemon/logging.h"
#include "daemon/password_checks.h"
#include "daemon/web_config.h"

namespace charterd::daemon {

/// The files are looked at so often at most, when somebody asks.
inline constexpr Duration kWebConfigInterval = std::chrono::seconds(1);

/// On the server's thread, once it runs.
class HttpAccess {
 public:
  struct Parts {
    std::filesystem::path file;  ///< "": nobody is asked for anything
    Log& log;
    std::function<Duration()> boot;  ///< the clock since boot
  };
  /// Throws std::runtime_error when the file cannot be used: it has been checked before.
  explicit HttpAccess(Parts parts);

  /// What admit, tls and headers of a server's policy ask. The object outlives the server.
  HttpPolicy policy();

  bool authenticates();
  WebConfigStats stats() const;

 private:
  HttpAnswer admit(const HttpRequest& request);
  void look();
  bool load();

  Parts parts_;
  PasswordChecks checks_;
  WebConfig web_;
  std::shared_ptr<HttpUsers> users_;  // null: nobody is asked
  std::vector<WatchedFile> files_;    // that were read last, whether they could be used or not
  std::string error_;                 // why not
  Duration next_look_{};
};

}  // namespace charterd::daemon
