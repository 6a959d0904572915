// Any bytes at all sent to the HTTP server: it answers in HTTP or not at all, and goes on.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/http_later.h"
#include "daemon/http_query.h"
#include "daemon/http_server.h"

namespace {

using namespace charterd::daemon;

/// Runs as long as the process.
class Server {
 public:
  Server() {
    HttpLimits limits;
    limits.header = 1024;
    limits.body = 256;
    server_ = HttpServer::listen({"127.0.0.1", 0}, limits).value();
    const std::string address = server_->address();
    port_ = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
    std::thread([this] { server_->run(answer, policy()); }).detach();
  }

  int connect() const {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
    return client;
  }

 private:
  static HttpAnswer answer(const HttpRequest& request) {
    const auto query = parse_query(request.query);
    return line_answer(query ? 200 : 400, request.method + request.path + request.body);
  }
  static HttpPolicy policy() {
    HttpPolicy policy;
    policy.admit = [](const HttpRequest& request) {
      return line_answer(request.header("x") == nullptr ? kGoOn : 401, "no");
    };
    return policy;
  }

  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Server* const server = new Server;
  const int client = server->connect();
  ::send(client, data, size, MSG_NOSIGNAL);
  ::shutdown(client, SHUT_WR);
  std::string answers;
  std::array<char, 4096> piece{};
  for (ssize_t got = 1; got > 0;) {
    got = ::recv(client, piece.data(), piece.size(), 0);
    if (got > 0) answers.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(client);
  if (!answers.empty() && !answers.starts_with("HTTP/1.")) std::abort();
  return 0;
}
