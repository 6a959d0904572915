// Which path gives what.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

#include "daemon/events_endpoint.h"
#include "daemon/http_protection.h"
#include "daemon/http_types.h"
#include "daemon/self_metrics.h"
#include "daemon/snapshot.h"

namespace charterd::daemon {

/// Answers requests out of the latest snapshot. What is rendered of a snapshot is kept until the
/// next one. On the HTTP server's thread only.
class Routes {
 public:
  struct Parts {
    std::function<SnapshotPtr()> snapshot;  ///< never gives null
    std::function<HttpStats()> http;
    std::function<StoreStats()> store;
    std::function<HttpProtection()> protection{};  ///< of the listener
    EventsEndpoint* events = nullptr;              ///< null: there is none
    HttpLimits limits;
    std::function<ReloadState()> reload_state;
    std::function<HttpAnswer()> reload;  ///< reads the files again; empty: that is off
    std::string version;                 ///< of charterd
    std::function<std::vector<prometheus::MetricFamily>()> more{};  ///< metrics; may be empty
  };
  explicit Routes(Parts parts);

  HttpAnswer answer(const HttpRequest& request);

 private:
  using Page = HttpAnswer (Routes::*)(const HttpRequest&);
  struct Route {
    std::string_view path;
    Page page;
  };
  static const Route* find(std::string_view path);

  HttpAnswer metrics(const HttpRequest& request);
  HttpAnswer healthy(const HttpRequest& request);
  HttpAnswer ready(const HttpRequest& request);
  HttpAnswer targets(const HttpRequest& request);
  HttpAnswer landing(const HttpRequest& request);
  HttpAnswer reload(const HttpRequest& request);
  HttpAnswer events(const HttpRequest& request);

  /// The latest snapshot; forgets what was rendered of an earlier one.
  const Snapshot& latest();

  Parts parts_;
  std::unique_ptr<SelfMetrics> self_;
  SnapshotPtr rendered_;  // of which these are, where they are not empty:
  std::string charter_text_;
  std::shared_ptr<const std::string> targets_text_;
};

}  // namespace charterd::daemon
