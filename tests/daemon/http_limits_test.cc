// Clients that are slow, many or strangers, and answers that come later.
#include <vector>

#include <catch2/catch.hpp>

#include "tests/daemon/running_server.h"

namespace charterd::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("Requests beyond the limits are refused") {
  HttpLimits limits;
  limits.header = 2048;
  limits.target = 100;
  limits.body = 1000;
  const RunningServer server(limits);
  CHECK(server.connect().get("/" + std::string(98, 'a')).status == 200);
  CHECK(server.connect().get("/" + std::string(200, 'a')).status == 414);
  CHECK(server.connect().get("/" + std::string(20'000, 'a')).status == 414);
  CHECK(server.connect().get("/", "X: " + std::string(20'000, 'a') + "\r\n").status == 431);

  const auto post = [&](std::size_t size) {
    HttpClient client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(size) +
                "\r\n\r\n" + std::string(size, 'x'));
    return client.read_answer().status;
  };
  CHECK(post(1000) == 200);
  CHECK(post(1001) == 413);
  CHECK(post(500'000) == 413);
}

TEST_CASE("Neither idle nor slow clients delay the others") {
  const RunningServer server;
  std::vector<HttpClient> others;
  for (int i = 0; i < 200; ++i) {
    others.push_back(server.connect());
    if (i % 2 == 1) others.back().send("GET / HTT");
    // These never read the answer, which is larger than what the kernel keeps for them.
    if (i % 50 == 0) others.back().send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  HttpClient client = server.connect();
  CHECK(client.get("/a").body == "GET /a ");
  CHECK(server.stats().connections == 201);
}

TEST_CASE("At the limit the connection that is idle longest makes room") {
  HttpLimits limits;
  limits.connections = 3;
  const RunningServer server(limits);
  HttpClient first = server.connect();
  HttpClient second = server.connect();
  HttpClient third = server.connect();
  CHECK(first.get("/").status == 200);
  CHECK(second.get("/").status == 200);
  CHECK(third.get("/").status == 200);
  CHECK(first.get("/").status == 200);  // now the second is idle longest
  HttpClient fourth = server.connect();
  CHECK(fourth.get("/").status == 200);
  CHECK(second.closed_by_server());
  CHECK(first.get("/").status == 200);
  CHECK(third.get("/").status == 200);
  CHECK(server.stats().closed_at_limit == 1);
}

TEST_CASE("At the limit those that are slow to ask make room, the oldest first") {
  HttpLimits limits;
  limits.connections = 2;
  const RunningServer server(limits);
  std::vector<HttpClient> slow;
  for (int i = 0; i < 2; ++i) {
    slow.push_back(server.connect());
    // The second request has begun by the time the first is answered.
    slow.back().send("GET / HTTP/1.1\r\nHost: t\r\n\r\nGET /slow HTTP/1.1\r\n");
    CHECK(slow.back().read_answer().status == 200);
  }
  CHECK(server.connect().get("/").status == 200);
  CHECK(slow[0].closed_by_server());
  slow[1].send("Host: t\r\n\r\n");
  CHECK(slow[1].read_answer().body == "GET /slow ");
}

TEST_CASE("At the limit a newcomer goes when all others are being answered") {
  HttpLimits limits;
  limits.connections = 1;
  RunningServer server(limits);
  HttpClient waiting = server.connect();
  waiting.send("GET /later HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto later = server.wait_for_later();
  HttpClient newcomer = server.connect();
  CHECK(newcomer.closed_by_server());
  later->give(line_answer(200, "at last"));
  CHECK(waiting.read_answer().body == "at last\n");
}

TEST_CASE("More connections than are allowed, none of which asks, keep nobody from asking") {
  HttpLimits limits;
  limits.connections = 20;
  const RunningServer server(limits);
  HttpClient kept = server.connect();
  std::vector<HttpClient> others;
  for (int i = 0; i < 100; ++i) {
    others.push_back(server.connect());
    others.back().send("GET / HTTP/1.1\r\nX: ");
    if (i % 10 == 0) CHECK(server.connect().get("/a").body == "GET /a ");
    if (i % 10 == 5) CHECK(kept.get("/b").body == "GET /b ");
  }
  // The one that is let go is counted until the loop comes round.
  CHECK(server.stats().connections <= 21);
}

TEST_CASE("An answer may come later, from any thread") {
  RunningServer server;
  HttpClient client = server.connect();
  client.send("GET /later HTTP/1.1\r\nHost: t\r\n\r\nGET /next HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto later = server.wait_for_later();
  CHECK(server.connect().get("/a").body == "GET /a ");
  CHECK(server.stats().waiting == 1);
  later->give(line_answer(200, "first"));
  later->give(line_answer(200, "second"));
  CHECK(client.read_answer().body == "first\n");
  CHECK(client.read_answer().body == "GET /next ");
}

TEST_CASE("An answer that does not come in time is given up") {
  HttpLimits limits;
  limits.later = milliseconds(20);
  RunningServer server(limits);
  HttpClient client = server.connect();
  const auto answer = client.get("/later");
  CHECK(answer.status == 503);
  CHECK(answer.field("Retry-After") == "5");
  server.wait_for_later()->give(line_answer(200, "too late"));
  CHECK(client.get("/a").body == "GET /a ");
}

TEST_CASE("An answer may come when its server is gone") {
  std::shared_ptr<LaterAnswer> later;
  {
    HttpLimits limits;
    limits.stop = milliseconds(1);
    RunningServer server(limits);
    HttpClient client = server.connect();
    client.send("GET /later HTTP/1.1\r\nHost: t\r\n\r\n");
    later = server.wait_for_later();
  }
  later->give(line_answer(200, "nobody hears this"));
}

TEST_CASE("A policy sees a request before its body") {
  HttpPolicy policy;
  policy.admit = [](const HttpRequest& request) {
    return line_answer(request.header("x-key") == nullptr ? 401 : kGoOn, "no");
  };
  policy.body_limit = [](const HttpRequest& request) -> std::size_t {
    return request.path == "/large" ? 100'000 : 10;
  };
  policy.headers = [] { return HttpHeaders{{"X-Frame-Options", "deny"}}; };
  const RunningServer server({}, policy);
  const auto post = [&](const std::string& path, const std::string& fields, std::size_t size) {
    HttpClient client = server.connect();
    client.send("POST " + path + " HTTP/1.1\r\nHost: t\r\n" + fields +
                "Content-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
    return client.read_answer();
  };
  CHECK(post("/large", "", 50'000).status == 401);
  CHECK(post("/large", "X-Key: 1\r\n", 100'000).status == 200);
  CHECK(post("/large", "X-Key: 1\r\n", 100'001).status == 413);
  CHECK(post("/small", "X-Key: 1\r\n", 10).status == 200);
  CHECK(post("/small", "X-Key: 1\r\n", 11).status == 413);
  CHECK(post("/small", "X-Key: 1\r\n", 10).field("X-Frame-Options") == "deny");

  HttpClient client = server.connect();
  client.send(
      "POST /small HTTP/1.1\r\nHost: t\r\nX-Key: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "b\r\nxxxxxxxxxxx\r\n0\r\n\r\n");
  CHECK(client.read_answer().status == 413);
}

TEST_CASE("Who asks before sending a body is told to go on") {
  const RunningServer server;
  HttpClient client = server.connect();
  client.send(
      "POST /headers HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.read_answer().status == 100);
  client.send("body ");
  CHECK(client.read_answer().body == "body none");
}

TEST_CASE("Bodies that are read at the same time are bounded together") {
  HttpLimits limits;
  limits.bodies = 1500;
  limits.body = 1000;
  const RunningServer server(limits);
  HttpClient first = server.connect();
  first.send("POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
  CHECK(first.read_answer().status == 100);
  HttpClient second = server.connect();
  second.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
  const auto refused = second.read_answer();
  CHECK(refused.status == 503);
  CHECK(refused.field("Retry-After") == "1");
  first.send(std::string(1000, 'x'));
  CHECK(first.read_answer().status == 200);
  first.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  CHECK(first.read_answer().status == 200);
}

TEST_CASE("A body behind a target that is too long is not taken for a request") {
  HttpLimits limits;
  limits.target = 100;
  const RunningServer server(limits);
  HttpClient client = server.connect();
  const std::string body = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send("POST /" + std::string(200, 'x') + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK(client.read_answer().status == 414);
  CHECK(client.closed_by_server());
}

TEST_CASE("A client that sends nothing is let go") {
  HttpLimits limits;
  limits.idle = milliseconds(500);
  const RunningServer server(limits);
  HttpClient fresh = server.connect();
  CHECK(fresh.closed_by_server());
  HttpClient used = server.connect();
  CHECK(used.get("/").status == 200);
  CHECK(server.stats().timed_out >= 1);
  CHECK(used.closed_by_server());
}

TEST_CASE("A client that sends its request too slowly is let go") {
  HttpLimits limits;
  limits.request = milliseconds(20);
  const RunningServer server(limits);
  HttpClient slow = server.connect();
  slow.send("GET / HTTP/1.1\r\nHo");
  CHECK(slow.closed_by_server());
  CHECK(server.connect().get("/").status == 200);
  CHECK(server.stats().timed_out == 1);
}

TEST_CASE("A client that does not take its answer is let go") {
  HttpLimits limits;
  limits.answer = milliseconds(50);
  const RunningServer server(limits);
  HttpClient slow = server.connect();
  slow.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (server.stats().timed_out == 0 && std::chrono::steady_clock::now() < deadline) {
    CHECK(server.connect().get("/").status == 200);
  }
  CHECK(server.stats().timed_out == 1);
}

}  // namespace
}  // namespace charterd::daemon
