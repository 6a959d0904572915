#include "daemon/http_server.h"

#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/daemon/running_server.h"

namespace charterd::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("A GET is answered, and the connection serves the next one") {
  const RunningServer server;
  HttpClient client = server.connect();
  const auto first = client.get("/a?b=c");
  CHECK(first.status == 200);
  CHECK(first.body == "GET /a b=c");
  CHECK(first.field("Server") == "charterd");
  CHECK(first.field("Content-Type") == "text/plain; charset=utf-8");
  CHECK(first.field("X-Content-Type-Options") == "nosniff");
  CHECK(client.get("/missing").status == 404);
  CHECK(client.get("/c").body == "GET /c ");
}

TEST_CASE("The handler sees headers and body, and its own headers are sent") {
  const RunningServer server;
  HttpClient client = server.connect();
  client.send("POST /headers HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nbody ");
  const auto answer = client.read_answer();
  CHECK(answer.body == "body none");
  CHECK(answer.field("ETag") == "\"1\"");
  CHECK(answer.field("X-Content-Type-Options") == "other");
}

TEST_CASE("An answer that says not modified has no body") {
  const RunningServer server;
  HttpClient client = server.connect();
  const auto answer = client.get("/headers", "IF-None-Match: \"1\"\r\n");
  CHECK(answer.status == 304);
  CHECK(answer.field("Content-Type").empty());
  CHECK(answer.field("Content-Length").empty());
  CHECK(client.get("/a").body == "GET /a ");
  CHECK(server.stats().answers.at(2) == 1);  // of kCountedStatuses
}

TEST_CASE("A HEAD gets the header of the GET and no body") {
  const RunningServer server;
  HttpClient client = server.connect();
  client.send("HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n");
  const auto answer = client.read_answer(true);
  CHECK(answer.status == 200);
  CHECK(answer.field("Content-Length") == "8");
  CHECK(client.get("/b").body == "GET /b ");
}

TEST_CASE("Requests sent in one go are answered in order") {
  const RunningServer server;
  HttpClient client = server.connect();
  client.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK(client.read_answer().body == "GET /1 ");
  CHECK(client.read_answer().body == "GET /2 ");
}

TEST_CASE("The connection ends when the client wants it so") {
  const RunningServer server;
  HttpClient asked = server.connect();
  CHECK(asked.get("/a", "Connection: close\r\n").status == 200);
  CHECK(asked.closed_by_server());
  HttpClient old = server.connect();
  old.send("GET /a HTTP/1.0\r\n\r\n");
  CHECK(old.read_answer().status == 200);
  CHECK(old.closed_by_server());
}

TEST_CASE("gzip is offered only to those who accept it") {
  const RunningServer server;
  HttpClient client = server.connect();
  const auto accepts = [&](const std::string& header) {
    return client.get("/", "Accept-Encoding: " + header + "\r\n").body == "GET /  gzip";
  };
  CHECK(accepts("gzip"));
  CHECK(accepts("deflate, GZIP;q=0.5, br"));
  CHECK(accepts("*"));
  CHECK_FALSE(accepts("gzip;q=0"));
  CHECK_FALSE(accepts("*, gzip;q=0.000"));
  CHECK_FALSE(accepts("deflate"));
  CHECK_FALSE(accepts("identity"));
  CHECK(client.get("/").body == "GET / ");
}

TEST_CASE("What is not HTTP is refused and the connection closed") {
  const RunningServer server;
  HttpClient client = server.connect();
  client.send("\x16\x03\x01 hello\r\n\r\n");
  CHECK(client.read_answer().status == 400);
  CHECK(client.closed_by_server());
}

TEST_CASE("A handler that fails costs its own answer only") {
  const RunningServer server;
  HttpClient client = server.connect();
  CHECK(client.get("/broken").status == 500);
  CHECK(client.get("/a").body == "GET /a ");
}

TEST_CASE("Stopping does not wait for idle connections") {
  HttpLimits limits;
  limits.stop = std::chrono::hours(1);
  RunningServer server(limits);
  HttpClient idle = server.connect();
  CHECK(idle.get("/").status == 200);
  auto ended = server.ended();
  server.server().stop();
  CHECK(ended.wait_for(seconds(10)) == std::future_status::ready);
  CHECK(idle.closed_by_server());
}

TEST_CASE("Stopping lets an answer under way arrive whole") {
  HttpLimits limits;
  limits.stop = std::chrono::hours(1);
  RunningServer server(limits);
  HttpClient client = server.connect();
  auto ended = server.ended();
  const auto answer = client.get("/stop");
  CHECK(answer.body.size() == RunningServer::kBig);
  CHECK(client.closed_by_server());
  CHECK(ended.wait_for(seconds(10)) == std::future_status::ready);
}

TEST_CASE("Stopping gives up on a client that does not read") {
  HttpLimits limits;
  limits.stop = milliseconds(20);
  RunningServer server(limits);
  HttpClient client = server.connect();
  auto ended = server.ended();
  client.send("GET /stop HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK(ended.wait_for(seconds(10)) == std::future_status::ready);
}

TEST_CASE("A port that is taken is said with what to do") {
  const RunningServer server;
  const std::string& address = server.address();
  const auto port = std::stoul(address.substr(address.rfind(':') + 1));
  const auto second = HttpServer::listen({"127.0.0.1", static_cast<std::uint16_t>(port)}, {});
  REQUIRE_FALSE(second);
  CHECK(second.error() ==
        "cannot listen on " + address +
            ": another program listens there already (perhaps another charterd): stop it, or "
            "choose another port with --web.listen-address");
}

TEST_CASE("An address that this machine does not have is said with what to do") {
  const auto server = HttpServer::listen({"192.0.2.1", 0}, {});
  REQUIRE_FALSE(server);
  CHECK(server.error().find("192.0.2.1:0: this machine has no such address") != std::string::npos);
}

TEST_CASE("A socket that listens already is served") {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in any_port{};
  any_port.sin_family = AF_INET;
  any_port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&any_port), sizeof any_port) == 0);
  REQUIRE(::listen(listener, 8) == 0);
  const auto server = HttpServer::listen(listener, {});
  REQUIRE(server);
  std::thread serving([&] {
    (*server)->run([](const HttpRequest&) {
      HttpAnswer answer;
      answer.body = std::make_shared<const std::string>("here");
      return answer;
    });
  });
  CHECK(HttpClient((*server)->address()).get("/").body == "here");
  (*server)->stop();
  serving.join();
}

TEST_CASE("A socket that does not listen is refused") {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    const auto server = HttpServer::listen(::socket(AF_INET, type, 0), {});
    REQUIRE_FALSE(server);
    CHECK(server.error() ==
          "the socket that was handed over is not a TCP socket that listens: give its unit "
          "ListenStream=ADDRESS:PORT and Accept=no");
  }
}

TEST_CASE("Without a host every address of the machine is listened on") {
  const auto server = HttpServer::listen({"", 0}, {});
  REQUIRE(server);
  const std::string address = (*server)->address();
  CHECK((address.starts_with("[::]:") || address.starts_with("0.0.0.0:")));
}

}  // namespace
}  // namespace charterd::daemon
