// POST /api/v1/events: from a request to the queue of a source, and back when it has been kept.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/push_queue.h"
#include "config/settings.h"
#include "daemon/http_protection.h"
#include "daemon/http_types.h"
#include "daemon/logging.h"
#include "daemon/secret_file.h"

namespace charterd::daemon {

inline constexpr std::string_view kEventsPath = "/api/v1/events";

/// On the server's thread, but for prepare() and what it gives, and offer(): any may call them.
class EventsEndpoint {
 public:
  struct Parts {
    collectors::PushQueues& queues;
    std::function<void()> wake;          ///< something waits in a queue
    std::function<std::string()> stale;  ///< why nothing is read just now; "" when it is
    std::function<HttpProtection()> protection;
    Log& log;
  };
  explicit EventsEndpoint(Parts parts) : parts_(std::move(parts)) {}

  /// Reads the tokens of the http sources of these settings and makes queues for them. What it
  /// gives, when it is called, has requests taken for these sources, and for no others: soon, and
  /// on the same thread. On an error (which names the file) all stays as it was.
  tl::expected<std::function<void()>, std::string> prepare(const config::Settings& settings);
  /// Both at once.
  tl::expected<void, std::string> offer(const config::Settings& settings);

  /// There is such a path: some source is of the kind http.
  bool exists() const;

  /// The request asks for the path, and for a source that has a token: that is what lets it in.
  bool asks_for_token(const HttpRequest& request);
  /// kGoOn, or why not, as far as that can be told without a body.
  HttpAnswer admit(const HttpRequest& request);
  /// Bytes that a body may have. Only after admit().
  std::size_t body_limit(const HttpRequest& request);
  /// Comes later, once all of the records are kept.
  HttpAnswer answer(const HttpRequest& request);

  std::vector<PushStats> stats() const;

 private:
  struct Offer {
    std::string source;
    std::size_t max_body = 0;
    std::optional<SecretFile> token;
    std::string token_error;  // the last time that it was looked at
    std::shared_ptr<collectors::PushQueue> queue;
    std::array<std::uint64_t, kPushRefusals.size()> refused{};
  };
  using OfferPtr = std::shared_ptr<Offer>;
  struct Choice {
    OfferPtr offer;  // null: see refusal
    HttpAnswer refusal;
  };

  void count(Offer& offer, std::size_t reason);
  void take(std::vector<OfferPtr> offers);
  Choice choose(const HttpRequest& request) const;
  bool has_token(const HttpRequest& request, Offer& offer);
  std::optional<HttpAnswer> refusal(const HttpRequest& request, Offer& offer);

  Parts parts_;
  mutable std::mutex mutex_;  // guards offers_ and what of them is counted
  std::vector<OfferPtr> offers_;
};

}  // namespace charterd::daemon
