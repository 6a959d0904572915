// Basic authentication: who may ask.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/web_settings.h"
#include "daemon/http_types.h"
#include "daemon/password_checks.h"

namespace charterd::daemon {

/// So many passwords that were right are remembered (as a keyed hash), the latest: bcrypt is slow.
inline constexpr std::size_t kRememberedPasswords = 100;

struct Credentials {
  std::string user, password;
};
/// Of `Authorization: Basic dXNlcjpwYXNzd29yZA==`; nullopt for anything else.
std::optional<Credentials> basic_credentials(std::string_view authorization);

/// True when both are the same, without telling by the time it takes where they differ.
bool same_secret(std::string_view a, std::string_view b);

/// On the server's thread; held by shared_ptr.
class HttpUsers : public std::enable_shared_from_this<HttpUsers> {
 public:
  /// `checks` outlives the object. `users` is not empty.
  HttpUsers(std::vector<config::WebUser> users, PasswordChecks& checks);

  /// kGoOn for a user with the right password; 401 without; 503 when too many passwords wait to be
  /// checked. A password that is not remembered is checked elsewhere, and answered later; of a
  /// user that is not known it takes as long.
  HttpAnswer admit(const HttpRequest& request);

 private:
  using Digest = std::array<unsigned char, 32>;
  Digest digest_of(const Credentials& given, const std::string& hash) const;
  bool remembers(const Digest& digest) const;
  HttpAnswer verdict(bool right, const Digest& digest);

  std::vector<config::WebUser> users_;
  PasswordChecks& checks_;
  Digest key_{};
  std::deque<Digest> right_;
};

}  // namespace charterd::daemon
