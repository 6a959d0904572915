#include "daemon/daemon.h"

#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "daemon/guarded_thread.h"
#include "daemon/http_later.h"

namespace charterd::daemon {
namespace {

template <class T>
T or_cannot_start(tl::expected<T, std::string> opened) {
  if (!opened) throw CannotStart(opened.error());
  return *std::move(opened);
}

// On the socket that systemd listens on already, where there is one.
tl::expected<std::unique_ptr<HttpServer>, std::string> listen(const ServiceEnvironment& environment,
                                                              const config::Settings& settings) {
  HttpLimits limits;
  if (settings.public_page) limits.listeners = 2;
  const std::vector<int>& sockets = environment.sockets;
  if (sockets.empty()) return HttpServer::listen(settings.listen, limits);
  if (sockets.size() == 1) return HttpServer::listen(sockets.front(), limits);
  return tl::unexpected(
      std::string("several sockets were handed over: give one ListenStream= in all socket units of "
                  "the service, beside one with FileDescriptorName=public"));
}

/// The service manager hears of the end before what it is told about is gone, whatever ends it.
class SaysStopping {
 public:
  explicit SaysStopping(ServiceNotifier& notifier) : notifier_(notifier) {}
  ~SaysStopping() { notifier_.stopping(); }
  SaysStopping(const SaysStopping&) = delete;
  SaysStopping& operator=(const SaysStopping&) = delete;

 private:
  ServiceNotifier& notifier_;
};

}  // namespace

Daemon::Daemon(const Options& options, std::unique_ptr<Setup> setup, Log& log)
    : options_(options),
      log_(log),
      store_(or_cannot_start(
          SqliteStore::open(setup->settings.storage.string(), [this] { wakeup_.notify(); }))),
      http_(or_cannot_start(listen(environment_, setup->settings))),
      access_({.file = options.web_config_file.value_or(""),
               .log = log,
               .boot = [this] { return clock_.boot(); }}),
      events_({.queues = posts_,
               .wake = [this] { wakeup_.notify(); },
               .stale = [this] { return service_->snapshot()->stale_because; },
               .protection = [this] { return protection(); },
               .log = log}),
      requests_(setup->settings.storage),
      service_(make_service(std::move(setup))),
      site_(or_cannot_start(open_public_site(service_->public_page(), environment_.public_sockets,
                                             [this] { return service_->snapshot(); }))),
      routes_(routes_parts()) {}

std::unique_ptr<Service> Daemon::make_service(std::unique_ptr<Setup> setup) {
  if (const auto offered = events_.offer(setup->settings); !offered) {
    throw CannotStart(offered.error());
  }
  return std::make_unique<Service>(
      Service::Parts{
          .options = options_,
          .store = *store_,
          .clock = clock_,
          .wakeup = wakeup_,
          .log = log_,
          .requests = &requests_,
          .heartbeat = &heartbeat_,
          .wall = system_time().wall,
          .posts = &posts_,
          .prepare = [this](const config::Settings& next) { return events_.prepare(next); }},
      std::move(setup));
}

Routes::Parts Daemon::routes_parts() {
  return {.snapshot = [this] { return service_->snapshot(); },
          .http = [this] { return http_stats(); },
          .store = [this] { return store_->stats(); },
          .protection = [this] { return protection(); },
          .events = &events_,
          .limits = http_->limits(),
          .reload_state = [this] { return service_->reload_state(); },
          .reload = options_.enable_lifecycle ? [this] { return reloads_.ask(); }
                                              : std::function<HttpAnswer()>(),
          .version = CHARTERD_VERSION,
          .more = metrics_of(site_)};
}

HttpProtection Daemon::protection() {
  return {is_loopback(http_->address()), access_.authenticates()};
}

HttpStats Daemon::http_stats() const {
  HttpStats stats = http_->stats();
  stats.web = access_.stats();
  stats.push = events_.stats();
  return stats;
}

// A source's own token lets in who has it; all else goes by the web configuration.
HttpPolicy Daemon::policy() {
  HttpPolicy policy = access_.policy();
  policy.admit = [this, by_access = policy.admit](const HttpRequest& request) {
    if (events_.asks_for_token(request)) return events_.admit(request);
    return by_access ? by_access(request) : line_answer(kGoOn, "");
  };
  policy.body_limit = [this, usual = HttpLimits().body](const HttpRequest& request) {
    const bool posts = request.path == kEventsPath && events_.exists();
    return posts ? events_.body_limit(request) : usual;
  };
  return policy;
}

void Daemon::serve_http(const std::stop_token& stop) {
  const std::stop_callback end(stop, [this] { http_->stop(); });
  http_->run([this](const HttpRequest& request) { return routes_.answer(request); }, policy());
}

void Daemon::wait_for_stop(const Signals& signals) {
  const SaysStopping at_the_end(notifier_);
  notifier_.serve({.snapshot = [this] { return service_->snapshot(); },
                   .on_http_thread = [this](auto work) { http_->post(std::move(work)); }});
  while (signals.wait() == Signals::Kind::reload) {
    notifier_.reloading();
    const auto waiting = reloads_.begin();
    ReloadRequests::end(waiting, service_->reload());
    notifier_.ready();
  }
  reloads_.close();
  signals.restore_default();
}

bool Daemon::run(const Signals& signals) {
  {
    const auto serving = guarded_thread("http", log_, failed_,
                                        [this](const std::stop_token& stop) { serve_http(stop); });
    service_->start();
    std::jthread publishing;
    if (site_) {
      publishing = guarded_thread("public page", log_, failed_,
                                  [this](const std::stop_token& stop) { site_->run(stop); });
      log_.info("public page", {{"address", site_->address()}});
    }
    log_.info("listening", {{"address", http_->address()}});
    wait_for_stop(signals);
    log_.info("stopping");
    service_->stop();
    posts_.close();
  }  // the other threads are told to stop, too, and waited for
  log_.info("stopped");
  return !failed_ && !service_->failed();
}

}  // namespace charterd::daemon
