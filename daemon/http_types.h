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

class LaterAnswer;

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
  /// When there is one, it brings the answer, and nothing else here counts.
  std::shared_ptr<LaterAnswer> later{};
};

/// Runs on the server's thread, which serves nobody else meanwhile. An exception
/// becomes the status 500.
using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

/// What goes on to the body of a request, and then to the handler: see HttpPolicy::admit.
inline constexpr unsigned kGoOn = 100;

/// A certificate and its key, ready for use; see http_tls.h.
class TlsContext;

/// What a server asks for before it answers. All on the server's thread; what is empty asks for
/// nothing.
struct HttpPolicy {
  /// For each new connection; null: without TLS.
  std::function<std::shared_ptr<TlsContext>()> tls{};
  /// Sees the request before its body has come. The status kGoOn lets it come; anything else is
  /// the answer.
  HttpHandler admit{};
  std::function<std::size_t(const HttpRequest&)>
      body_limit{};  ///< bytes; HttpLimits::body if empty
  /// Of every answer, where the answer does not have the same.
  std::function<HttpHeaders()> headers{};
};

struct HttpLimits {
  std::size_t connections = 1000;  ///< beyond, one is closed: who never asked, or is idle longest
  std::size_t listeners = 1;       ///< of the process: they share its file descriptors
  std::size_t header = 16 << 10;   ///< bytes, with the request line
  std::size_t target = 4 << 10;    ///< bytes of path and query
  std::size_t body = 64 << 10;     ///< bytes, unless HttpPolicy::body_limit says otherwise
  std::size_t bodies = 64 << 20;   ///< bytes of all that are being read; beyond, 503
  std::chrono::milliseconds idle = std::chrono::minutes(5);      ///< between requests
  std::chrono::milliseconds request = std::chrono::seconds(10);  ///< first to last byte of a header
  std::chrono::milliseconds body_time = std::chrono::seconds(30);  ///< first to last byte of a body
  std::chrono::milliseconds later = std::chrono::seconds(30);      ///< for a LaterAnswer to come
  std::chrono::milliseconds answer = std::chrono::seconds(30);     ///< for the client to take it
  std::chrono::milliseconds discard = std::chrono::seconds(2);  ///< for it to see that all is said
  /// Where there are too many connections, nobody who has just come is closed for not having asked,
  /// or who is just being answered for not having taken it all.
  std::chrono::milliseconds crowded = std::chrono::seconds(1);
  std::chrono::milliseconds stop = std::chrono::seconds(2);  ///< for answers when stopping
};

/// The statuses that are counted apart.
inline constexpr std::array<unsigned, 16> kCountedStatuses{200, 204, 304, 400, 401, 403, 404, 405,
                                                           406, 413, 414, 415, 429, 431, 500, 503};

/// How the file of --web.config.file does.
struct WebConfigStats {
  bool is_used = false;             ///< there is one
  bool is_good = true;              ///< as it is now, it is in force
  std::size_t password_checks = 0;  ///< waiting now
};

/// Why posts are refused before they are read, or because they cannot be.
inline constexpr std::array<std::string_view, 4> kPushRefusals{"unauthorized", "full", "stale",
                                                               "bad_body"};
/// Of one http source.
struct PushStats {
  std::string source;
  std::size_t posts = 0, bytes = 0;              ///< waiting to be read
  std::size_t posts_limit = 0, bytes_limit = 0;  ///< of those
  std::array<std::uint64_t, kPushRefusals.size()> refused{};
};

struct HttpStats {
  std::size_t connections = 0;                                   ///< open now
  std::size_t waiting = 0;                                       ///< for a LaterAnswer, now
  std::uint64_t accepted = 0;                                    ///< connections
  std::uint64_t closed_at_limit = 0;                             ///< to keep their number down
  std::uint64_t timed_out = 0;                                   ///< idle or slow clients
  std::uint64_t failed_handshakes = 0;                           ///< TLS
  std::array<std::uint64_t, kCountedStatuses.size()> answers{};  ///< by kCountedStatuses
  // Not counted by the server:
  WebConfigStats web{};
  std::vector<PushStats> push{};
};

}  // namespace charterd::daemon
