#include "daemon/http_server.h"

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/daemon/http_client.h"

namespace charterd::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A server on a free port. It answers with what it was asked, and /big with many bytes.
class RunningServer {
 public:
  explicit RunningServer(const HttpLimits& limits = {}) {
    auto listening = HttpServer::listen({"127.0.0.1", 0}, limits);
    REQUIRE(listening);
    server_ = std::move(*listening);
    address_ = server_->address();
    thread_ = std::thread([this] {
      server_->run([this](const HttpRequest& request) { return answer(request); });
      ended_.set_value();
    });
  }
  ~RunningServer() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  HttpClient connect() const { return HttpClient(address_); }
  const std::string& address() const { return address_; }
  HttpServer& server() { return *server_; }
  std::future<void> ended() { return ended_.get_future(); }
  /// Of the last request.
  HttpStats stats() const {
    const std::lock_guard lock(mutex_);
    return stats_;
  }

  static constexpr std::size_t kBig = 8 << 20;

 private:
  HttpAnswer answer(const HttpRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      stats_ = server_->stats();
    }
    HttpAnswer answer;
    if (request.path == "/stop") server_->stop();
    const bool big = request.path == "/big" || request.path == "/stop";
    answer.body = std::make_shared<const std::string>(
        big ? std::string(kBig, 'x')
            : request.method + " " + request.path + " " + request.query +
                  (request.accepts_gzip ? " gzip" : ""));
    if (request.path == "/missing") answer.status = 404;
    if (request.path == "/headers") {
      const std::string* const tag = request.header("if-none-match");
      if (tag != nullptr) answer.status = 304;
      answer.headers = {{"ETag", "\"1\""}, {"X-Content-Type-Options", "other"}};
      answer.body = std::make_shared<const std::string>(request.body + (tag ? *tag : "none"));
    }
    if (request.path == "/broken") throw std::runtime_error("broken");
    return answer;
  }

  std::unique_ptr<HttpServer> server_;
  std::string address_;
  std::promise<void> ended_;
  mutable std::mutex mutex_;
  HttpStats stats_;
  std::thread thread_;
};

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

TEST_CASE("A handler that fails costs its own answer only") {
  const RunningServer server;
  HttpClient client = server.connect();
  CHECK(client.get("/broken").status == 500);
  CHECK(client.get("/a").body == "GET /a ");
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

TEST_CASE("At the limit a newcomer goes when all others are busy") {
  HttpLimits limits;
  limits.connections = 2;
  const RunningServer server(limits);
  std::vector<HttpClient> busy;
  for (int i = 0; i < 2; ++i) {
    busy.push_back(server.connect());
    // The second request has begun by the time the first is answered.
    busy.back().send("GET / HTTP/1.1\r\nHost: t\r\n\r\nGET /slow HTTP/1.1\r\n");
    CHECK(busy.back().read_answer().status == 200);
  }
  HttpClient newcomer = server.connect();
  CHECK(newcomer.closed_by_server());
  for (HttpClient& client : busy) {
    client.send("Host: t\r\n\r\n");
    CHECK(client.read_answer().body == "GET /slow ");
  }
}

TEST_CASE("A client that sends nothing is let go") {
  HttpLimits limits;
  limits.idle = milliseconds(20);
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
