#include "daemon/reload_requests.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

/// The answer that has come; the status 0 when none has.
HttpAnswer given(const HttpAnswer& answer) {
  if (!answer.later) return answer;
  HttpAnswer came;
  came.status = 0;
  answer.later->when_given([&](const LaterAnswer::Make& make) { came = make(); });
  return came;
}

TEST_CASE("Who asks is answered by the reload that begins afterwards") {
  int woken = 0;
  ReloadRequests requests([&] { ++woken; });
  const HttpAnswer first = requests.ask();
  CHECK(woken == 1);
  const auto waiting = requests.begin();
  const HttpAnswer second = requests.ask();
  ReloadRequests::end(waiting, {});
  CHECK(given(first).status == 200);
  REQUIRE(requests.begin().size() == 1);
  CHECK(second.later);
}

TEST_CASE("A reload that fails is a 500 that says why") {
  ReloadRequests requests([] {});
  const HttpAnswer answer = requests.ask();
  ReloadRequests::end(requests.begin(), tl::make_unexpected(std::string("charter.yml:1:1: odd")));
  const HttpAnswer came = given(answer);
  CHECK(came.status == 500);
  CHECK(*came.body == "Nothing was changed: charter.yml:1:1: odd\n");
}

TEST_CASE("Too many, and those who ask while charterd stops, are turned away") {
  ReloadRequests requests([] {});
  const HttpAnswer waits = requests.ask();
  for (std::size_t i = 1; i < kReloadsWaiting; ++i) requests.ask();
  const HttpAnswer refused = requests.ask();
  CHECK(refused.status == 429);
  CHECK(refused.headers == HttpHeaders{{"Retry-After", "5"}});
  requests.close();
  CHECK(given(waits).status == 503);
  CHECK(requests.ask().status == 503);
}

}  // namespace
}  // namespace charterd::daemon
