#include "config/web_tls_loader.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "config/yaml_choice.h"
#include "config/yaml_mapping.h"
#include "config/yaml_values.h"

namespace charterd::config {
namespace {

namespace fs = std::filesystem;

constexpr std::array<YamlKey, 13> kTlsKeys = {{
    {"cert_file", YamlShape::text, "the path of a certificate in PEM", YamlPresence::required},
    {"key_file", YamlShape::text, "the path of its key in PEM", YamlPresence::required},
    {"client_ca_file", YamlShape::text, "the path of certificates in PEM"},
    {"client_auth_type", YamlShape::text, "a word such as RequireAndVerifyClientCert"},
    {"client_allowed_sans", YamlShape::texts, "a list of names"},
    {"min_version", YamlShape::text, "TLS12 or TLS13"},
    {"max_version", YamlShape::text, "TLS12 or TLS13"},
    {"cipher_suites", YamlShape::texts,
     "a list of names such as "
     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    {"curve_preferences", YamlShape::texts, "a list of names such as X25519"},
    {"prefer_server_cipher_suites", YamlShape::text, "true or false"},
    {"cert", YamlShape::any, "", YamlPresence::later},
    {"key", YamlShape::any, "", YamlPresence::later},
    {"client_ca", YamlShape::any, "", YamlPresence::later},
}};

// In the order of ClientAuth.
constexpr std::array<std::string_view, 5> kClientAuth = {
    "NoClientCert", "RequestClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven",
    "RequireAndVerifyClientCert"};

// In the order of TlsVersion; then those that are no longer safe.
constexpr std::array<std::string_view, 2> kVersions = {"TLS12", "TLS13"};
constexpr std::array<std::string_view, 2> kOldVersions = {"TLS10", "TLS11"};

struct Named {
  std::string_view name;     // as Prometheus's exporters call it
  std::string_view openssl;  // "": always there, not to be chosen
};

constexpr std::array<Named, 15> kCiphers = {{
    {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"},
    {"TLS_AES_128_GCM_SHA256", ""},
    {"TLS_AES_256_GCM_SHA384", ""},
    {"TLS_CHACHA20_POLY1305_SHA256", ""},
}};

constexpr std::array<Named, 4> kCurves = {{
    {"X25519", "X25519"},
    {"CurveP256", "P-256"},
    {"CurveP384", "P-384"},
    {"CurveP521", "P-521"},
}};

class TlsReader {
 public:
  TlsReader(const YamlNode& node, const fs::path& folder, Diagnostics& diagnostics)
      : mapping_(node, "\"tls_server_config\"", kTlsKeys, diagnostics),
        folder_(folder),
        diagnostics_(diagnostics) {}

  TlsSettings read() {
    result_.place = mapping_.place();
    result_.cert_file = path("cert_file");
    result_.key_file = path("key_file");
    result_.client_ca_file = path("client_ca_file");
    read_client_auth();
    result_.min_version = version("min_version", TlsVersion::tls12);
    result_.max_version = version("max_version", TlsVersion::tls13);
    if (result_.min_version > result_.max_version) {
      diagnostics_.error(mapping_.place_of("max_version"),
                         "\"max_version\" is below \"min_version\"");
    }
    result_.ciphers = names("cipher_suites", kCiphers);
    result_.groups = names("curve_preferences", kCurves);
    if (const YamlNode* node = mapping_.find("prefer_server_cipher_suites")) {
      result_.prefer_server_ciphers =
          read_flag(*node, "prefer_server_cipher_suites", diagnostics_).value_or(true);
    }
    return std::move(result_);
  }

 private:
  fs::path path(std::string_view key) {
    const YamlNode* node = mapping_.find(key);
    if (node == nullptr) return {};
    if (node->text.empty()) {
      diagnostics_.error(node->place, fmt::format("\"{}\" needs a path, not an empty text", key));
    }
    return (folder_ / node->text).lexically_normal();
  }

  void read_client_auth() {
    if (const YamlNode* node = mapping_.find("client_auth_type")) {
      const auto choice = read_choice(*node, "client_auth_type", kClientAuth, diagnostics_);
      if (!choice) return;
      result_.client_auth = static_cast<ClientAuth>(*choice);
    }
    const bool verifies = result_.client_auth >= ClientAuth::verify_if_given;
    const auto type = kClientAuth.at(static_cast<std::size_t>(result_.client_auth));
    if (verifies && !mapping_.has("client_ca_file")) {
      diagnostics_.error(mapping_.place_of("client_auth_type"),
                         fmt::format("{} lacks the certificates to verify by", type),
                         "add client_ca_file: ca.pem");
    }
    if (!verifies && mapping_.has("client_ca_file")) {
      diagnostics_.error(mapping_.place_of("client_ca_file"),
                         fmt::format("nothing is verified by this with {}", type),
                         "add client_auth_type: RequireAndVerifyClientCert");
    }
    result_.client_allowed_sans = mapping_.texts("client_allowed_sans");
    if (!verifies && mapping_.has("client_allowed_sans")) {
      diagnostics_.error(mapping_.place_of("client_allowed_sans"),
                         fmt::format("no certificate is looked at with {}", type),
                         "add client_auth_type: RequireAndVerifyClientCert");
    }
  }

  TlsVersion version(std::string_view key, TlsVersion otherwise) {
    const YamlNode* node = mapping_.find(key);
    if (node == nullptr) return otherwise;
    if (std::find(kOldVersions.begin(), kOldVersions.end(), node->text) != kOldVersions.end()) {
      diagnostics_.error(
          node->place,
          fmt::format("\"{}\" needs TLS12 or TLS13: {} is no longer safe", key, node->text));
      return otherwise;
    }
    const auto choice = read_choice(*node, key, kVersions, diagnostics_);
    return choice ? static_cast<TlsVersion>(*choice) : otherwise;
  }

  template <std::size_t Size>
  std::vector<std::string> names(std::string_view key, const std::array<Named, Size>& known) {
    std::array<std::string_view, Size> words{};
    std::transform(known.begin(), known.end(), words.begin(),
                   [](const Named& named) { return named.name; });
    std::vector<std::string> result;
    const YamlNode* node = mapping_.find(key);
    if (node == nullptr) return result;
    const auto read = [&](const YamlNode& item) {
      const auto choice = read_choice(item, key, words, diagnostics_);
      if (choice && !known.at(*choice).openssl.empty()) {
        result.emplace_back(known.at(*choice).openssl);
      }
    };
    if (node->is_scalar()) read(*node);
    for (const YamlNode& item : node->items) read(item);
    return result;
  }

  YamlMapping mapping_;
  fs::path folder_;
  Diagnostics& diagnostics_;
  TlsSettings result_;
};

}  // namespace

TlsSettings load_tls_settings(const YamlNode& node, const fs::path& folder,
                              Diagnostics& diagnostics) {
  return TlsReader(node, folder, diagnostics).read();
}

}  // namespace charterd::config
