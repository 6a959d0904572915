// Requests and answers as plain values, so that what is served needs no HTTP library.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace charterd::daemon {

struct HttpRequest {
  std::string method;  ///< as sent: GET, HEAD, POST...
  std::string path;    ///< without the query
  std::string query;   ///< behind the '?', not decoded; "" when there is none
  bool accepts_gzip = false;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  ///< never null; left out of the answer to HEAD
  bool gzipped = false;                     ///< the body is
  std::string allow;                        ///< of a 405: the methods
  std::string vary;  ///< request headers that decide what the answer is; "" when none do
};

/// Runs on the server's thread, which serves nobody else meanwhile. An exception
/// becomes the status 500.
using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

struct HttpLimits {
  std::size_t connections = 1000;  ///< beyond, the connection that is idle longest is closed
  std::size_t header = 16 << 10;   ///< bytes, with the request line
  std::size_t target = 4 << 10;    ///< bytes of path and query
  std::size_t body = 64 << 10;     ///< bytes
  std::chrono::milliseconds idle = std::chrono::minutes(5);      ///< between requests
  std::chrono::milliseconds request = std::chrono::seconds(10);  ///< first to last byte of one
  std::chrono::milliseconds answer = std::chrono::seconds(30);   ///< for the client to take it
  std::chrono::milliseconds stop = std::chrono::seconds(2);      ///< for answers when stopping
};

/// The statuses that are counted apart.
inline constexpr std::array<unsigned, 10> kCountedStatuses{200, 400, 403, 404, 405,
                                                           413, 414, 431, 500, 503};

struct HttpStats {
  std::size_t connections = 0;                                   ///< open now
  std::uint64_t accepted = 0;                                    ///< connections
  std::uint64_t closed_at_limit = 0;                             ///< to keep their number down
  std::uint64_t timed_out = 0;                                   ///< idle or slow clients
  std::array<std::uint64_t, kCountedStatuses.size()> answers{};  ///< by kCountedStatuses
};

}  // namespace charterd::daemon
