#include "daemon/http_users.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "daemon/http_later.h"

namespace charterd::daemon {
namespace {

HttpAnswer unauthorized() {
  HttpAnswer answer = line_answer(401, "Who are you? A user and a password are needed here.");
  answer.headers = {{"WWW-Authenticate", R"(Basic realm="charterd", charset="UTF-8")"}};
  return answer;
}

HttpAnswer crowded() {
  HttpAnswer answer = line_answer(503, "Too many passwords wait to be checked: try again.");
  answer.headers = {{"Retry-After", "2"}};
  return answer;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

bool is_basic(std::string_view scheme) {
  const std::string_view basic = "basic ";
  return scheme.size() >= basic.size() &&
         std::equal(basic.begin(), basic.end(), scheme.begin(), [](char wanted, char c) {
           return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
         });
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Credentials> basic_credentials(std::string_view authorization) {
  if (!is_basic(authorization)) return std::nullopt;
  authorization.remove_prefix(authorization.find(' '));
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  const auto bytes = from_base64(authorization);
  if (!bytes) return std::nullopt;
  const std::size_t colon = bytes->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return Credentials{bytes->substr(0, colon), bytes->substr(colon + 1)};
}

HttpUsers::HttpUsers(std::vector<config::WebUser> users, PasswordChecks& checks)
    : users_(std::move(users)), checks_(checks) {
  if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1) {
    throw std::runtime_error("the system gives no random numbers");
  }
}

HttpAnswer HttpUsers::admit(const HttpRequest& request) {
  const std::string* const field = request.header("authorization");
  const auto given = field == nullptr ? std::nullopt : basic_credentials(*field);
  if (!given) return unauthorized();
  const auto user = std::find_if(users_.begin(), users_.end(), [&](const config::WebUser& known) {
    return known.name == given->user;
  });
  const bool known = user != users_.end();
  // Somebody else's hash, so that it takes as long.
  const std::string& hash = known ? user->hash : users_.front().hash;
  const Digest digest = digest_of(*given, hash);
  if (known && remembers(digest)) return line_answer(kGoOn, "");

  auto later = std::make_shared<LaterAnswer>();
  const bool waits = checks_.ask(
      given->password, hash, [self = shared_from_this(), later, known, digest](bool right) {
        later->give(
            [self, right = known && right, digest] { return self->verdict(right, digest); });
      });
  return waits ? answer_by(std::move(later)) : crowded();
}

HttpAnswer HttpUsers::verdict(bool right, const Digest& digest) {
  if (!right) return unauthorized();
  if (!remembers(digest)) right_.push_back(digest);
  if (right_.size() > kRememberedPasswords) right_.pop_front();
  return line_answer(kGoOn, "");
}

bool HttpUsers::remembers(const Digest& digest) const {
  return std::any_of(right_.begin(), right_.end(), [&](const Digest& right) {
    return CRYPTO_memcmp(right.data(), digest.data(), digest.size()) == 0;
  });
}

// No name of a user has a colon.
HttpUsers::Digest HttpUsers::digest_of(const Credentials& given, const std::string& hash) const {
  const std::string text = given.user + ':' + hash + ':' + given.password;
  Digest digest{};
  if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
           nullptr) == nullptr) {
    throw std::runtime_error("SHA-256 is not to be had");
  }
  return digest;
}

}  // namespace charterd::daemon
