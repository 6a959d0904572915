// `charterd run`: the daemon, from its two files to a clean stop.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "daemon/clock.h"
#include "daemon/commands.h"
#include "daemon/events_endpoint.h"
#include "daemon/guarded_thread.h"
#include "daemon/heartbeat.h"
#include "daemon/http_access.h"
#include "daemon/http_later.h"
#include "daemon/http_server.h"
#include "daemon/logging.h"
#include "daemon/notify_socket.h"
#include "daemon/public_site.h"
#include "daemon/reload_requests.h"
#include "daemon/routes.h"
#include "daemon/service.h"
#include "daemon/service_notifier.h"
#include "daemon/setup.h"
#include "daemon/signals.h"
#include "daemon/sqlite_store.h"

namespace charterd::daemon {
namespace {

// EX_CONFIG of sysexits.h: the files have mistakes, there is no use in trying again.
constexpr int kConfigurationStatus = 78;

constexpr rlim_t kDescriptors = 65'536;

// Many logs and many connections: the system's hard limit is there to be used.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, kDescriptors));
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void log_start(Log& log, const Setup& setup) {
  log.info("charterd starts", {{"version", CHARTERD_VERSION},
                               {"charter", setup.charter->id},
                               {"charter_version", setup.charter->version},
                               {"targets", setup.charter->targets.size()},
                               {"sources", setup.settings.sources.size()},
                               {"storage", setup.settings.storage.string()}});
}

HttpStats whole_stats(HttpStats stats, const HttpAccess& access, const EventsEndpoint& events) {
  stats.web = access.stats();
  stats.push = events.stats();
  return stats;
}

// A source's own token lets in who has it; all else goes by the web configuration.
HttpPolicy policy_of(HttpAccess& access, EventsEndpoint& events) {
  HttpPolicy policy = access.policy();
  policy.admit = [&events, by_access = policy.admit](const HttpRequest& request) {
    if (events.asks_for_token(request)) return events.admit(request);
    return by_access ? by_access(request) : line_answer(kGoOn, "");
  };
  policy.body_limit = [&events, usual = HttpLimits().body](const HttpRequest& request) {
    const bool posts = request.path == kEventsPath && events.exists();
    return posts ? events.body_limit(request) : usual;
  };
  return policy;
}

void wait_for_stop(const Signals& signals, Service& service, ReloadRequests& asked,
                   ServiceNotifier& notifier) {
  while (signals.wait() == Signals::Kind::reload) {
    notifier.reloading();
    const auto waiting = asked.begin();
    ReloadRequests::end(waiting, service.reload());
    notifier.ready();
  }
  asked.close();
}

// On the socket that systemd listens on already, where there is one.
tl::expected<std::unique_ptr<HttpServer>, std::string> listen(
    const ServiceEnvironment& environment, const config::ListenAddress& address) {
  if (environment.sockets == 0) return HttpServer::listen(address, {});
  if (environment.sockets == 1) return HttpServer::listen(kFirstSocket, {});
  return tl::unexpected(
      std::string("several sockets were handed over: give one ListenStream= in all socket units of "
                  "the service"));
}

/// Serves until a signal asks to stop. The exit status.
int serve(const Options& options, std::unique_ptr<Setup> setup, const Signals& signals, Log& log) {
  const ServiceEnvironment environment = ServiceEnvironment::read();
  Heartbeat heartbeat;
  ServiceNotifier notifier(environment, heartbeat);
  Clock clock(system_time());
  Wakeup wakeup;
  const std::string storage = setup->settings.storage.string();
  const auto store = SqliteStore::open(storage, [&wakeup] { wakeup.notify(); });
  if (!store) {
    log.error(store.error());
    return 1;
  }
  auto server = listen(environment, setup->settings.listen);
  if (!server) {
    log.error(server.error());
    return 1;
  }
  HttpServer& http = **server;
  HttpAccess access({.file = options.web_config_file.value_or(""), .log = log, .boot = [&clock] {
                       return clock.boot();
                     }});
  const auto protection = [&] {
    return HttpProtection{is_loopback(http.address()), access.authenticates()};
  };
  collectors::PushQueues posts;
  const Service* reader = nullptr;  // nobody asks before it is there
  EventsEndpoint events({.queues = posts,
                         .wake = [&wakeup] { wakeup.notify(); },
                         .stale = [&reader] { return reader->snapshot()->stale_because; },
                         .protection = protection,
                         .log = log});
  if (const auto offered = events.offer(setup->settings); !offered) {
    log.error(offered.error());
    return 1;
  }
  ForgetRequests requests(storage);
  const auto public_page = setup->settings.public_page;
  Service service(
      {.options = options,
       .store = **store,
       .clock = clock,
       .wakeup = wakeup,
       .log = log,
       .requests = &requests,
       .heartbeat = &heartbeat,
       .wall = system_time().wall,
       .posts = &posts,
       .prepare = [&events](const config::Settings& next) { return events.prepare(next); }},
      std::move(setup));
  reader = &service;
  const auto site = open_public_site(public_page, [&] { return service.snapshot(); });
  if (!site) {
    log.error(site.error());
    return 1;
  }
  ReloadRequests reloads(&Signals::request_reload);
  Routes routes({.snapshot = [&] { return service.snapshot(); },
                 .http = [&] { return whole_stats(http.stats(), access, events); },
                 .store = [&] { return (*store)->stats(); },
                 .protection = protection,
                 .events = &events,
                 .limits = http.limits(),
                 .reload_state = [&] { return service.reload_state(); },
                 .reload = options.enable_lifecycle ? [&] { return reloads.ask(); }
                                                    : std::function<HttpAnswer()>(),
                 .version = CHARTERD_VERSION,
                 .more = metrics_of(*site)});

  std::atomic<bool> failed = false;
  {
    const auto serving = guarded_thread("http", log, failed, [&](const std::stop_token& stop) {
      const std::stop_callback end(stop, [&] { http.stop(); });
      http.run([&](const HttpRequest& request) { return routes.answer(request); },
               policy_of(access, events));
    });
    service.start();
    std::jthread publishing;
    if (PublicSite* const page = site->get()) {
      publishing = guarded_thread("public page", log, failed,
                                  [page](const std::stop_token& stop) { page->run(stop); });
      log.info("public page", {{"address", page->address()}});
    }
    log.info("listening", {{"address", http.address()}});
    notifier.serve({.snapshot = [&] { return service.snapshot(); },
                    .on_http_thread = [&](auto work) { http.post(std::move(work)); }});
    wait_for_stop(signals, service, reloads, notifier);
    signals.restore_default();
    notifier.stopping();
    log.info("stopping");
    service.stop();
    posts.close();
  }  // the other threads are told to stop, too, and waited for
  log.info("stopped");
  return failed || service.failed() ? 1 : 0;
}

}  // namespace

int run_daemon(const Options& options) {
  const auto level = parse_log_level(options.log_level);
  const auto format = options.log_format.empty()
                          ? usual_log_format(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))
                          : parse_log_format(options.log_format);
  if (!level || !format) {
    std::cerr << "charterd: --log.level is debug, info, warn or error; --log.format is logfmt or "
                 "json\n";
    return 2;
  }
  std::unique_ptr<Setup> setup = load_setup(options, std::cerr);
  if (!setup) return kConfigurationStatus;
  raise_descriptor_limit();
  // Before any thread, so that all of them leave the signals alone.
  const Signals signals;
  Log log(std::cerr, *level, *format, system_time().wall);
  try {
    log_start(log, *setup);
    return serve(options, std::move(setup), signals, log);
  } catch (const std::exception& error) {
    log.error("charterd cannot run", {{"error", error.what()}});
    return 1;
  }
}

}  // namespace charterd::daemon
