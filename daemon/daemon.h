// `charterd run` while it runs: its parts, and how they are wired to each other.
#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>

#include "collectors/push_queue.h"
#include "daemon/clock.h"
#include "daemon/events_endpoint.h"
#include "daemon/forget_requests.h"
#include "daemon/heartbeat.h"
#include "daemon/http_access.h"
#include "daemon/http_server.h"
#include "daemon/logging.h"
#include "daemon/notify_socket.h"
#include "daemon/options.h"
#include "daemon/public_site.h"
#include "daemon/reload_requests.h"
#include "daemon/routes.h"
#include "daemon/service.h"
#include "daemon/service_notifier.h"
#include "daemon/setup.h"
#include "daemon/signals.h"
#include "daemon/sqlite_store.h"
#include "daemon/wakeup.h"

namespace charterd::daemon {

/// Something that the operator can mend keeps charterd from starting; what() says what to do.
struct CannotStart : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Keeps its address: its parts know each other. One thread, that which made it.
class Daemon {
 public:
  /// Opens the state and the listeners. What the references name outlives the object. Throws
  /// CannotStart, and std::runtime_error for what is beyond mending.
  Daemon(const Options& options, std::unique_ptr<Setup> setup, Log& log);

  /// Serves until a signal asks to stop. False when one of the threads failed.
  bool run(const Signals& signals);

 private:
  std::unique_ptr<Service> make_service(std::unique_ptr<Setup> setup);
  Routes::Parts routes_parts();
  HttpProtection protection();
  HttpStats http_stats() const;
  HttpPolicy policy();
  void serve_http(const std::stop_token& stop);
  void wait_for_stop(const Signals& signals);

  // Each uses only what stands above it, but for the functions that it calls while it runs.
  const Options& options_;
  Log& log_;
  const ServiceEnvironment environment_ = ServiceEnvironment::read();
  Heartbeat heartbeat_;
  ServiceNotifier notifier_{environment_, heartbeat_};
  Clock clock_{system_time()};
  InotifyWakeup wakeup_;
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<HttpServer> http_;
  HttpAccess access_;
  collectors::PushQueues posts_;
  EventsEndpoint events_;
  ForgetRequests requests_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<PublicSite> site_;  // nullptr: there is none
  ReloadRequests reloads_{&Signals::request_reload};
  Routes routes_;
  std::atomic<bool> failed_ = false;
};

}  // namespace charterd::daemon
