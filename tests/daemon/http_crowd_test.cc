// More connections than there may be: which of them have to go.
#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "daemon/http_tls_context.h"
#include "tests/daemon/running_server.h"

namespace charterd::daemon {
namespace {

using std::chrono::milliseconds;

TEST_CASE("Who is told that all is said makes room, however slowly it goes on sending") {
  HttpLimits limits;
  limits.connections = 1;
  limits.discard = std::chrono::minutes(1);
  const RunningServer server(limits);
  HttpClient refused = server.connect();
  refused.send("this is no HTTP\r\n\r\n");
  CHECK(refused.read_answer().status == 400);
  refused.send("x");
  HttpClient newcomer = server.connect();
  CHECK(newcomer.get("/a").body == "GET /a ");
}

TEST_CASE("Who goes on sending behind the last answer is let go in time") {
  HttpLimits limits;
  limits.discard = milliseconds(50);
  const RunningServer server(limits);
  HttpClient refused = server.connect();
  refused.send("this is no HTTP\r\n\r\n");
  CHECK(refused.read_answer().status == 400);
  server.stats_when([&](const HttpStats& stats) {
    refused.send("x");
    return stats.connections == 0;
  });
}

TEST_CASE("Who does not take its answer makes room") {
  HttpLimits limits;
  limits.connections = 2;
  limits.crowded = milliseconds(0);
  const RunningServer server(limits);
  std::vector<HttpClient> slow;
  for (int i = 0; i < 2; ++i) {
    slow.push_back(server.connect());
    slow.back().send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(slow.back().hears());
  }
  CHECK(server.connect().get("/a").body == "GET /a ");
  CHECK(slow[1].read_answer().body.size() == RunningServer::kBig);
  CHECK(slow[0].read_answer().body.size() < RunningServer::kBig);
}

TEST_CASE("Who has only begun to take its answer does not have to go for a newcomer") {
  HttpLimits limits;
  limits.connections = 1;
  limits.crowded = std::chrono::hours(1);
  const RunningServer server(limits);
  HttpClient slow = server.connect();
  slow.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK(slow.hears());
  HttpClient newcomer = server.connect();
  CHECK(newcomer.closed_by_server());
  CHECK(slow.read_answer().body.size() == RunningServer::kBig);
}

TEST_CASE("A connection that was closed while it waits for its handshake is closed once") {
  HttpLimits limits;
  limits.connections = 6;
  HttpPolicy policy;
  // Without a certificate: no handshake comes to its end.
  policy.tls = [] { return std::make_shared<TlsContext>(); };
  RunningServer server(limits, policy);
  std::vector<HttpClient> clients;
  for (std::size_t i = 0; i < limits.connections; ++i) clients.push_back(server.connect());
  server.stats_when([](const HttpStats& stats) { return stats.accepted == 6; });

  // All at once, while the server is busy: the first one of those that ask is the last in the
  // queue.
  std::promise<void> busy, go_on;
  server.server().post([&] {
    busy.set_value();
    go_on.get_future().wait();
  });
  busy.get_future().wait();
  std::for_each(clients.rbegin(), clients.rend(), [](HttpClient& one) { one.send("\x16\x03"); });
  for (int i = 0; i < 5; ++i) clients.push_back(server.connect());
  go_on.set_value();
  const auto stats = server.stats_when([](const HttpStats& now) { return now.accepted == 11; });
  CHECK(stats.connections == 6);
  CHECK(stats.closed_at_limit == 5);
}

TEST_CASE("Listeners share the file descriptors of which half are for connections") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{std::min<rlim_t>(400, before.rlim_max), before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const auto connections = [](std::size_t wanted, std::size_t listeners) {
    HttpLimits limits;
    limits.connections = wanted;
    limits.listeners = listeners;
    const auto server = HttpServer::listen({"127.0.0.1", 0}, limits);
    REQUIRE(server);
    return (*server)->limits().connections;
  };
  CHECK(connections(1000, 1) == 200);
  CHECK(connections(1000, 2) == 100);
  CHECK(connections(10, 2) == 10);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

}  // namespace
}  // namespace charterd::daemon
