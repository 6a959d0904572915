// Requests and answers as plain values, so that what is served needs no HTTP library.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charterd::daemon {

/// Names and values, in their order.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  ///< as sent: GET, HEAD, POST...
  std::string path;    ///< without the query
  std::string query;   ///< behind the '?', not decoded; "" when there is none
  bool accepts_gzip = false;
  HttpHeaders headers{};  ///< as sent, the names in lower case
  std::string body{};     ///< as sent, without the transfer's own coding

  /// The first of that name, which is given in lower case; nullptr when there is none.
  const std::string* header(std::string_view name) const;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  /// Never null; left out of the answer to HEAD, and of 204 and 304.
  std::shared_ptr<const std::string> body;
  bool gzipped = false;  ///< the body is
  std::string allow;     ///< of a 405: the methods
  std::string vary;      ///< request headers that decide what the answer is; "" when none do
  /// Further ones, such as {"ETag", "\"1\""}: no name twice, no control characters. They replace
  /// what the server sets by itself (Server, X-Content-Type-Options).
  HttpHeaders headers{};
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
inline constexpr std::array<unsigned, 16> kCountedStatuses{200, 204, 304, 400, 401, 403, 404, 405,
                                                           406, 413, 414, 415, 429, 431, 500, 503};

struct HttpStats {
  std::size_t connections = 0;                                   ///< open now
  std::uint64_t accepted = 0;                                    ///< connections
  std::uint64_t closed_at_limit = 0;                             ///< to keep their number down
  std::uint64_t timed_out = 0;                                   ///< idle or slow clients
  std::array<std::uint64_t, kCountedStatuses.size()> answers{};  ///< by kCountedStatuses
};

}  // namespace charterd::daemon
