// The public listener: the customers' page and the badges, and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>
#include <tl/expected.hpp>

#include "config/settings.h"
#include "daemon/http_server.h"
#include "daemon/public_pages.h"
#include "daemon/snapshot.h"

namespace charterd::daemon {

/// Pages are made anew no more often than this, but at once when the charter or what is said of
/// stale figures is another.
inline constexpr Duration kRenderInterval = std::chrono::seconds(5);

class PublicSite {
 public:
  using GetSnapshot = std::function<SnapshotPtr()>;  ///< never gives null; called from any thread

  /// Listens at once, on `socket` where that is one which listens already. The error says what to
  /// do about it.
  static tl::expected<std::unique_ptr<PublicSite>, std::string> listen(
      const config::PublicPage& settings, std::optional<int> socket, GetSnapshot snapshot);

  std::string address() const { return http_->address(); }

  /// Serves until `stop` is requested. The pages are rendered by a thread of their own; what it
  /// throws is thrown here. Call once.
  void run(const std::stop_token& stop);

  /// The listener's own metrics. Any thread.
  std::vector<prometheus::MetricFamily> metrics() const;

 private:
  PublicSite(std::unique_ptr<HttpServer> http, std::string url, GetSnapshot snapshot);

  void render(const Snapshot& snapshot);
  void keep_rendering(SnapshotPtr shown, const std::stop_token& stop);
  HttpAnswer answer(const HttpRequest& request);

  std::unique_ptr<HttpServer> http_;
  std::string url_;
  GetSnapshot snapshot_;

  mutable std::mutex mutex_;  // guards:
  std::shared_ptr<const PublicPages> pages_;
  std::uint64_t rendered_ = 0;
  HttpStats stats_;  // as of the latest request
};

/// nullptr when the operator does not ask for the page. `sockets` are those that systemd has handed
/// over for it: none, or one and then the operator has to ask.
tl::expected<std::unique_ptr<PublicSite>, std::string> open_public_site(
    const std::optional<config::PublicPage>& settings, const std::vector<int>& sockets,
    PublicSite::GetSnapshot snapshot);

/// Gives the metrics of `site`, which outlives it; empty where there is no site.
std::function<std::vector<prometheus::MetricFamily>()> metrics_of(
    const std::unique_ptr<PublicSite>& site);

}  // namespace charterd::daemon
