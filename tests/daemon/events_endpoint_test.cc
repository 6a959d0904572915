#include "daemon/events_endpoint.h"

#include <sstream>

#include <catch2/catch.hpp>

#include "daemon/http_later.h"

namespace charterd::daemon {
namespace {

class Endpoint {
 public:
  explicit Endpoint(const std::vector<std::string>& names = {"shop"}) {
    for (const std::string& name : names) {
      config::Source source;
      source.name = name;
      source.kind = config::Source::Kind::http;
      settings.sources.push_back(source);
    }
    REQUIRE(endpoint.offer(settings));
  }

  static HttpRequest post(const std::string& body, const std::string& query = "") {
    HttpRequest request;
    request.method = "POST";
    request.path = kEventsPath;
    request.query = query;
    request.body = body;
    return request;
  }
  unsigned status(const HttpRequest& request) { return endpoint.answer(request).status; }
  std::uint64_t refused(std::size_t reason) { return endpoint.stats().at(0).refused.at(reason); }

  config::Settings settings;
  collectors::PushQueues queues;
  std::string stale;
  HttpProtection protection{true, false};
  int woken = 0;
  std::ostringstream logged;
  Log log{logged, LogLevel::info, LogFormat::logfmt, [] { return Instant(); }};
  EventsEndpoint endpoint{{.queues = queues,
                           .wake = [this] { ++woken; },
                           .stale = [this] { return stale; },
                           .protection = [this] { return protection; },
                           .log = log}};
};

TEST_CASE("A post waits in its source's queue, and is answered when that says so") {
  Endpoint test;
  const HttpAnswer answer = test.endpoint.answer(Endpoint::post("{}\n"));
  REQUIRE(answer.later);
  CHECK(test.woken == 1);
  auto post = test.queues.find("shop")->pop();
  REQUIRE(post);
  CHECK(post->body == "{}\n");
  CHECK_FALSE(post->gzipped);
  unsigned status = 0;
  answer.later->when_given([&](const LaterAnswer::Make& make) { status = make().status; });
  collectors::PostResult result;
  result.kept = true;
  result.counts.records = result.counts.accepted = 1;
  post->done(result);
  CHECK(status == 200);
}

TEST_CASE("A post whose sender has been sent away is not read") {
  Endpoint test;
  const HttpAnswer answer = test.endpoint.answer(Endpoint::post("{}\n"));
  answer.later->give_up();
  CHECK_FALSE(test.queues.find("shop")->pop());
}

TEST_CASE("What waits is bounded, and whoever comes then is told when to come again") {
  Endpoint test;
  const std::size_t most = collectors::PushLimits().posts;
  for (std::size_t i = 0; i < most; ++i) {
    CHECK(test.endpoint.answer(Endpoint::post("{}\n")).later);
  }
  const HttpAnswer refused = test.endpoint.answer(Endpoint::post("{}\n"));
  CHECK(refused.status == 429);
  CHECK(refused.headers == HttpHeaders{{"Retry-After", "1"}});
  CHECK(test.endpoint.admit(Endpoint::post("")).status == 429);
  const PushStats stats = test.endpoint.stats().at(0);
  CHECK(stats.posts == most);
  CHECK(stats.posts_limit == most);
  CHECK(stats.bytes == most * 3);
  CHECK(test.refused(1) == 2);
}

TEST_CASE("While nothing can be kept nothing is taken") {
  Endpoint test;
  test.stale = "the disk is full";
  const HttpAnswer refused = test.endpoint.answer(Endpoint::post("{}\n"));
  CHECK(refused.status == 503);
  CHECK(*refused.body == "Nothing can be kept just now: the disk is full\n");
  CHECK(test.refused(2) == 1);
}

TEST_CASE("Strangers are refused") {
  Endpoint test;
  test.protection = {false, false};
  CHECK(test.status(Endpoint::post("{}\n")) == 403);
  test.protection = {false, true};
  CHECK(test.endpoint.answer(Endpoint::post("{}\n")).later);
}

TEST_CASE("The source is chosen by name, strictly") {
  Endpoint test({"shop", "call centre"});
  CHECK(test.status(Endpoint::post("{}")) == 400);
  CHECK(test.status(Endpoint::post("{}", "source=none")) == 404);
  CHECK(test.status(Endpoint::post("{}", "source=shop&source=shop")) == 400);
  CHECK(test.status(Endpoint::post("{}", "name=shop")) == 400);
  CHECK(test.status(Endpoint::post("{}", "source=%")) == 400);
  CHECK(test.endpoint.answer(Endpoint::post("{}", "source=call%20centre")).later);
  CHECK(test.queues.find("call centre")->size().posts == 1);
  test.settings.sources.pop_back();
  REQUIRE(test.endpoint.offer(test.settings));
  CHECK(test.status(Endpoint::post("{}", "source=call%20centre")) == 404);
  test.settings.sources.clear();
  REQUIRE(test.endpoint.offer(test.settings));
  CHECK_FALSE(test.endpoint.exists());
}

TEST_CASE("A token that cannot be read leaves everything as it was") {
  Endpoint test;
  test.settings.sources.at(0).push.token_file = "/nonexistent/token";
  const auto offered = test.endpoint.offer(test.settings);
  REQUIRE_FALSE(offered);
  CHECK(offered.error() ==
        "the token of source \"shop\": /nonexistent/token: No such file or directory; charterd's "
        "user must be able to read it");
  CHECK(test.endpoint.answer(Endpoint::post("{}\n")).later);
}

}  // namespace
}  // namespace charterd::daemon
