#include "config/web_settings.h"

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

const char* const kWhole = R"(tls_server_config:
  cert_file: certs/server.pem
  key_file: /etc/keys/server.key
  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]
  curve_preferences: [X25519, CurveP256]
  prefer_server_cipher_suites: false
http_server_config:
  http2: true
  headers:
    X-Frame-Options: deny
    Strict-Transport-Security: max-age=31536000
basic_auth_users:
  alice: "$2y$10$7EqJtq98hPqEX7fNZaFWoOa3bOHfRZ5l1ZJqv3l5lQO9U3Bv6OeDm"
)";

TEST_CASE("A whole web configuration is read") {
  const auto loaded = parse_web_settings(kWhole, "/etc/charterd/web.yml");
  REQUIRE(loaded.value);
  CHECK(loaded.diagnostics.empty());
  const WebSettings& web = *loaded.value;
  REQUIRE(web.tls);
  CHECK(web.tls->cert_file == "/etc/charterd/certs/server.pem");
  CHECK(web.tls->key_file == "/etc/keys/server.key");
  CHECK(web.tls->client_ca_file == "/etc/charterd/ca.pem");
  CHECK(web.tls->client_auth == ClientAuth::require_and_verify);
  CHECK(web.tls->client_allowed_sans == std::vector<std::string>{"prometheus.example"});
  CHECK(web.tls->ciphers == std::vector<std::string>{"ECDHE-RSA-AES128-GCM-SHA256"});
  CHECK(web.tls->groups == std::vector<std::string>{"X25519", "P-256"});
  CHECK_FALSE(web.tls->prefer_server_ciphers);
  CHECK(web.http2_asked);
  REQUIRE(web.headers.size() == 2);
  CHECK(web.headers[0] == std::pair<std::string, std::string>{"X-Frame-Options", "deny"});
  REQUIRE(web.users.size() == 1);
  CHECK(web.users[0].name == "alice");
  CHECK(web.authenticates());
}

TEST_CASE("An empty web configuration asks nobody for anything") {
  for (const char* const text : {"", "# nothing\n", "http_server_config: {http2: false}\n"}) {
    const auto loaded = parse_web_settings(text, "web.yml");
    REQUIRE(loaded.value);
    CHECK_FALSE(loaded.value->tls);
    CHECK_FALSE(loaded.value->authenticates());
  }
}

TEST_CASE("Only verified certificates and users keep strangers out") {
  const auto authenticates = [](const std::string& type) {
    const auto loaded = parse_web_settings(
        "tls_server_config: {cert_file: a, key_file: b, client_auth_type: " + type + "}", "w.yml");
    REQUIRE(loaded.value);
    return loaded.value->authenticates();
  };
  CHECK_FALSE(authenticates("NoClientCert"));
  CHECK_FALSE(authenticates("RequestClientCert"));
  CHECK_FALSE(authenticates("RequireAnyClientCert"));
  CHECK_FALSE(authenticates("VerifyClientCertIfGiven, client_ca_file: c"));
  CHECK(authenticates("RequireAndVerifyClientCert, client_ca_file: c"));
}

TEST_CASE("What is wrong about a user never shows the line") {
  const auto loaded = parse_web_settings(
      "basic_auth_users:\n  alice: hunter2\n  bob: [hunter2]\nhttp_server: 1\n", "web.yml");
  CHECK_FALSE(loaded.value);
  REQUIRE(loaded.diagnostics.size() == 3);
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) text += render(diagnostic);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("http_server: 1") != std::string::npos);
}

TEST_CASE("A web configuration that is not there is said") {
  const auto loaded = load_web_settings("/nonexistent/web.yml");
  CHECK_FALSE(loaded.value);
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(render(loaded.diagnostics[0]) ==
        "/nonexistent/web.yml: the file cannot be read: No such file or directory\n");
}

}  // namespace
}  // namespace charterd::config
