#include "daemon/http_protection.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

HttpRequest reload() {
  HttpRequest request;
  request.method = "POST";
  request.path = "/-/reload";
  return request;
}

TEST_CASE("Loopback is told from what other machines reach") {
  for (const char* const address : {"127.0.0.1:80", "127.9.9.9:1", "[::1]:80"}) {
    CHECK(is_loopback(address));
  }
  for (const char* const address : {"0.0.0.0:80", "[::]:80", "12.7.0.0:127", "[::12]:80", ""}) {
    CHECK_FALSE(is_loopback(address));
  }
}

TEST_CASE("Changes are refused where strangers could ask for them") {
  const auto refused = refuse_change(reload(), {.loopback = false, .authenticates = false});
  REQUIRE(refused);
  CHECK(refused->status == 403);
  CHECK(*refused->body ==
        "/-/reload is refused on an address that other machines reach, as long as nobody has to "
        "say who they are: listen on 127.0.0.1, or name users or client certificates in the file "
        "of --web.config.file.\n");
  CHECK_FALSE(refuse_change(reload(), {.loopback = true, .authenticates = false}));
  CHECK_FALSE(refuse_change(reload(), {.loopback = false, .authenticates = true}));
}

TEST_CASE("Changes are refused to web pages") {
  HttpRequest request = reload();
  request.headers = {{"origin", "https://elsewhere.example"}};
  const auto refused = refuse_change(request, {.loopback = true, .authenticates = true});
  REQUIRE(refused);
  CHECK(refused->status == 403);
  CHECK(*refused->body == "/-/reload is not for web pages: send it with a program like curl.\n");
}

}  // namespace
}  // namespace charterd::daemon
