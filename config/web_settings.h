// The file of --web.config.file as plain values: what Prometheus's exporters call web.config.yml.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/loader.h"

namespace charterd::config {

/// Whether clients show a certificate, and what becomes of it.
enum class ClientAuth {
  none,                ///< NoClientCert: nobody is asked
  request,             ///< RequestClientCert: asked for, any will do, so will none
  require_any,         ///< RequireAnyClientCert: any will do, unverified
  verify_if_given,     ///< VerifyClientCertIfGiven
  require_and_verify,  ///< RequireAndVerifyClientCert: the only one that keeps strangers out
};

enum class TlsVersion { tls12, tls13 };

struct TlsSettings {
  std::filesystem::path cert_file;       ///< PEM; with the certificates that lead to the root
  std::filesystem::path key_file;        ///< PEM
  std::filesystem::path client_ca_file;  ///< PEM; empty: none
  ClientAuth client_auth = ClientAuth::none;
  std::vector<std::string> client_allowed_sans;  ///< one must be the certificate's; empty: any
  TlsVersion min_version = TlsVersion::tls12;
  TlsVersion max_version = TlsVersion::tls13;
  std::vector<std::string> ciphers;  ///< up to TLS 1.2, as OpenSSL calls them; empty: the usual
  std::vector<std::string> groups;   ///< as OpenSSL calls them; empty: the usual
  bool prefer_server_ciphers = true;
  Place place;
};

struct WebUser {
  std::string name;
  std::string hash;  ///< bcrypt: `$2y$10$...`, at most kHighestBcryptCost
};

/// 2^N rounds: a second or so on one core.
inline constexpr int kHighestBcryptCost = 14;

struct WebSettings {
  std::optional<TlsSettings> tls;
  bool http2_asked = false;  ///< the file says `http2: true`; HTTP/1.1 is what there is
  std::vector<std::pair<std::string, std::string>> headers;  ///< of every answer
  std::vector<WebUser> users;                                ///< empty: nobody is asked

  /// Every request is of a known user or with a known certificate.
  bool authenticates() const {
    return !users.empty() || (tls && tls->client_auth == ClientAuth::require_and_verify);
  }
};

/// As load_settings(); relative paths are of the file's folder. Whether certificates can be read
/// is not looked at. What is wrong about users is said without the line of the file.
Loaded<WebSettings> load_web_settings(const std::filesystem::path& file);
Loaded<WebSettings> parse_web_settings(const std::string& text, const std::filesystem::path& file);

}  // namespace charterd::config
