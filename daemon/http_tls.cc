#include "daemon/http_tls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "config/text_file.h"
#include "daemon/http_tls_context.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;
namespace ssl = boost::asio::ssl;
using Names = std::vector<std::string>;
using Refusal = std::optional<std::string>;

constexpr const char* kSessions = "charterd";  // of which process a session is

// The reason of the first error that the library has met.
std::string library_says() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  const char* const reason = ERR_reason_error_string(error);
  return reason == nullptr ? "unknown reason" : reason;
}

int version_of(config::TlsVersion version) {
  return version == config::TlsVersion::tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

Refusal unreadable(std::string_view key, const fs::path& file) {
  const auto text = config::read_text_file(file);
  if (text) return std::nullopt;
  return fmt::format("\"{}\": {}: {}; charterd's user must be able to read it", key, file.string(),
                     text.error());
}

Refusal take_certificate(SSL_CTX* context, const config::TlsSettings& settings) {
  if (auto wrong = unreadable("cert_file", settings.cert_file)) return wrong;
  if (auto wrong = unreadable("key_file", settings.key_file)) return wrong;
  if (SSL_CTX_use_certificate_chain_file(context, settings.cert_file.c_str()) != 1) {
    return fmt::format("\"cert_file\": {} has no certificate in PEM ({})",
                       settings.cert_file.string(), library_says());
  }
  if (SSL_CTX_use_PrivateKey_file(context, settings.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fmt::format(
        "\"key_file\": {} has no key in PEM without a passphrase that belongs to {} ({})",
        settings.key_file.string(), settings.cert_file.string(), library_says());
  }
  return std::nullopt;
}

Refusal take_client_authorities(SSL_CTX* context, const config::TlsSettings& settings) {
  if (settings.client_ca_file.empty()) return std::nullopt;
  if (auto wrong = unreadable("client_ca_file", settings.client_ca_file)) return wrong;
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(settings.client_ca_file.c_str());
  if (names == nullptr ||
      SSL_CTX_load_verify_locations(context, settings.client_ca_file.c_str(), nullptr) != 1) {
    return fmt::format("\"client_ca_file\": {} has no certificates in PEM ({})",
                       settings.client_ca_file.string(), library_says());
  }
  SSL_CTX_set_client_CA_list(context, names);
  return std::nullopt;
}

std::string text_of(const ASN1_STRING* text) {
  const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
  return {bytes, static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_of(const ASN1_OCTET_STRING* bytes) {
  const int length = ASN1_STRING_length(bytes);
  if (length != 4 && length != 16) return {};
  const bool v4 = length == 4;
  std::string text(INET6_ADDRSTRLEN, '\0');
  ::inet_ntop(v4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(),
              static_cast<socklen_t>(text.size()));
  text.resize(text.find('\0'));
  return text;
}

std::string text_of(const GENERAL_NAME& name) {
  switch (name.type) {
    case GEN_DNS:
      return text_of(name.d.dNSName);
    case GEN_EMAIL:
      return text_of(name.d.rfc822Name);
    case GEN_URI:
      return text_of(name.d.uniformResourceIdentifier);
    case GEN_IPADD:
      return address_of(name.d.iPAddress);
    default:
      return {};
  }
}

// Exactly, as in Prometheus's exporters.
bool has_one_of(X509* certificate, const Names& allowed) {
  auto* const names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (names == nullptr) return false;
  bool found = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const std::string name = text_of(*sk_GENERAL_NAME_value(names, i));
    if (!name.empty()) found = found || std::count(allowed.begin(), allowed.end(), name) > 0;
  }
  GENERAL_NAMES_free(names);
  return found;
}

void ask_clients(ssl::context& context, const config::TlsSettings& settings) {
  using config::ClientAuth;
  const ClientAuth auth = settings.client_auth;
  if (auth == ClientAuth::none) return;
  const bool demands = auth == ClientAuth::require_any || auth == ClientAuth::require_and_verify;
  context.set_verify_mode(ssl::verify_peer | (demands ? ssl::verify_fail_if_no_peer_cert : 0));
  const bool any_will_do = auth == ClientAuth::request || auth == ClientAuth::require_any;
  const Names allowed = settings.client_allowed_sans;
  context.set_verify_callback([any_will_do, allowed](bool verified, ssl::verify_context& seen) {
    if (any_will_do) return true;
    X509_STORE_CTX* const store = seen.native_handle();
    const bool is_clients_own = X509_STORE_CTX_get_error_depth(store) == 0;
    if (!verified || allowed.empty() || !is_clients_own) return verified;
    return has_one_of(X509_STORE_CTX_get_current_cert(store), allowed);
  });
}

Refusal choose_algorithms(SSL_CTX* context, const config::TlsSettings& settings) {
  SSL_CTX_set_min_proto_version(context, version_of(settings.min_version));
  SSL_CTX_set_max_proto_version(context, version_of(settings.max_version));
  // A session of a client whose certificate is no longer good must not be taken up again.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  std::uint64_t options = SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION;
  if (settings.prefer_server_ciphers) options |= SSL_OP_CIPHER_SERVER_PREFERENCE;
  SSL_CTX_set_options(context, options);
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kSessions),
                                 static_cast<unsigned>(std::string_view(kSessions).size()));
  const std::string ciphers = settings.ciphers.empty()
                                  ? "ECDHE+AESGCM:ECDHE+CHACHA20"
                                  : fmt::format("{}", fmt::join(settings.ciphers, ":"));
  const std::string groups = fmt::format("{}", fmt::join(settings.groups, ":"));
  if (SSL_CTX_set_cipher_list(context, ciphers.c_str()) != 1) {
    return "\"cipher_suites\": none of them can be used (" + library_says() + ")";
  }
  if (!groups.empty() && SSL_CTX_set1_groups_list(context, groups.c_str()) != 1) {
    return "\"curve_preferences\": they cannot be used (" + library_says() + ")";
  }
  return std::nullopt;
}

}  // namespace

tl::expected<std::shared_ptr<TlsContext>, std::string> load_tls(
    const config::TlsSettings& settings) {
  ERR_clear_error();
  auto tls = std::make_shared<TlsContext>();
  SSL_CTX* const context = tls->context.native_handle();
  // A key with a passphrase would have it asked for on the terminal.
  tls->context.set_password_callback(
      [](std::size_t, ssl::context::password_purpose) { return std::string(); });
  if (auto wrong = take_certificate(context, settings)) return tl::unexpected(*wrong);
  if (auto wrong = take_client_authorities(context, settings)) return tl::unexpected(*wrong);
  if (auto wrong = choose_algorithms(context, settings)) return tl::unexpected(*wrong);
  ask_clients(tls->context, settings);
  return tls;
}

}  // namespace charterd::daemon
