#include "daemon/http_users.h"

#include <future>

#include <catch2/catch.hpp>

#include "daemon/http_later.h"

namespace charterd::daemon {
namespace {

// Of "secret".
const char* const kHash = "$2y$04$m8lV9zP2ZxnLEJXc8qzbXun24ki2kkBVXb0P38oP0osNltosiee7i";

HttpRequest asking(const std::string& authorization) {
  HttpRequest request;
  if (!authorization.empty()) request.headers = {{"authorization", authorization}};
  return request;
}

/// The answer, when it comes later too.
HttpAnswer wait_for(HttpAnswer answer) {
  if (!answer.later) return answer;
  std::promise<LaterAnswer::Make> given;
  answer.later->when_given([&](LaterAnswer::Make make) { given.set_value(std::move(make)); });
  return given.get_future().get()();
}

TEST_CASE("A password is compared with its bcrypt hash") {
  CHECK(password_matches("secret", kHash));
  CHECK_FALSE(password_matches("Secret", kHash));
  CHECK_FALSE(password_matches("", kHash));
  CHECK_FALSE(password_matches(std::string("secret\0x", 8), kHash));
  CHECK_FALSE(password_matches(std::string(10'000, 'x'), kHash));
  CHECK_FALSE(password_matches("secret", "secret"));
  CHECK_FALSE(password_matches("secret", ""));
}

TEST_CASE("The three names of bcrypt are known") {
  for (const char letter : {'a', 'b', 'y'}) {
    std::string hash = kHash;
    hash[2] = letter;
    CHECK(password_matches("secret", hash));
  }
}

TEST_CASE("User and password are read out of the header") {
  const auto given = basic_credentials("Basic YWxpY2U6c2U6Y3JldA==");
  REQUIRE(given);
  CHECK(given->user == "alice");
  CHECK(given->password == "se:cret");
  CHECK(basic_credentials("bASIC  Og=="));
  for (const char* const bad : {"", "Basic", "Basic ", "Basic !!!!", "Basic YWxpY2U",
                                "Bearer Og==", "Basic YWxpY2U=", "Basic ===="}) {
    INFO(bad);
    CHECK_FALSE(basic_credentials(bad));
  }
}

TEST_CASE("Secrets are the same only when all of them is") {
  CHECK(same_secret("", ""));
  CHECK(same_secret("abc", "abc"));
  CHECK_FALSE(same_secret("abc", "abd"));
  CHECK_FALSE(same_secret("abc", "ab"));
}

TEST_CASE("Only a user with the right password is let in, and is then remembered") {
  PasswordChecks checks;
  const auto users =
      std::make_shared<HttpUsers>(std::vector<config::WebUser>{{"alice", kHash}}, checks);
  const auto status = [&](const std::string& authorization) {
    return wait_for(users->admit(asking(authorization))).status;
  };
  const auto refused = users->admit(asking(""));
  CHECK(refused.status == 401);
  CHECK(refused.headers ==
        HttpHeaders{{"WWW-Authenticate", "Basic realm=\"charterd\", charset=\"UTF-8\""}});
  CHECK(status("Basic YWxpY2U6d3Jvbmc=") == 401);      // alice:wrong
  CHECK(status("Basic Ym9iOnNlY3JldA==") == 401);      // bob:secret
  const std::string right = "Basic YWxpY2U6c2VjcmV0";  // alice:secret
  CHECK(users->admit(asking(right)).later != nullptr);
  CHECK(status(right) == kGoOn);
  const auto again = users->admit(asking(right));
  CHECK(again.later == nullptr);
  CHECK(again.status == kGoOn);
  // What was wrong is not remembered, nor is it right now.
  CHECK(status("Basic YWxpY2U6d3Jvbmc=") == 401);
}

TEST_CASE("Too many passwords at once are refused, not queued without end") {
  std::promise<void> go_on;  // before what waits for it, and so still there when that ends
  std::future<void> gone_on = go_on.get_future();
  std::promise<void> begun;
  PasswordChecks checks;
  checks.ask("x", kHash, [&](bool) {
    begun.set_value();
    gone_on.wait();
  });
  begun.get_future().wait();
  const auto users =
      std::make_shared<HttpUsers>(std::vector<config::WebUser>{{"alice", kHash}}, checks);
  const std::string wrong = "Basic YWxpY2U6d3Jvbmc=";
  for (std::size_t i = 0; i < kMostPasswordChecks; ++i) {
    CHECK(users->admit(asking(wrong)).later != nullptr);
  }
  CHECK(checks.waiting() == kMostPasswordChecks);
  const auto refused = users->admit(asking(wrong));
  CHECK(refused.status == 503);
  CHECK(refused.headers == HttpHeaders{{"Retry-After", "2"}});
  go_on.set_value();
}

TEST_CASE("Who is remembered does not wait behind those who guess") {
  std::promise<void> go_on;
  std::future<void> gone_on = go_on.get_future();
  PasswordChecks checks;
  const auto users =
      std::make_shared<HttpUsers>(std::vector<config::WebUser>{{"alice", kHash}}, checks);
  const std::string right = "Basic YWxpY2U6c2VjcmV0";
  CHECK(wait_for(users->admit(asking(right))).status == kGoOn);
  checks.ask("x", kHash, [&](bool) { gone_on.wait(); });
  CHECK(users->admit(asking("Basic YWxpY2U6d3Jvbmc=")).later != nullptr);
  const auto answer = users->admit(asking(right));
  CHECK(answer.later == nullptr);
  CHECK(answer.status == kGoOn);
  go_on.set_value();
}

}  // namespace
}  // namespace charterd::daemon
