#include "daemon/public_site.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <thread>
#include <utility>

#include "daemon/metric_sheet.h"

namespace charterd::daemon {
namespace {

/// So often the latest snapshot is looked at.
constexpr std::chrono::milliseconds kLook{500};

/// A source whose unread rest is older makes the figures incomplete.
constexpr Duration kBehind = std::chrono::minutes(5);

// The listener's advice names the flag of the other one.
std::string for_public(std::string error) {
  constexpr std::string_view kFlag = "--web.listen-address";
  if (const auto at = error.find(kFlag); at != std::string::npos) {
    error.replace(at, kFlag.size(), "`public: {listen: ...}`");
  }
  return "the public page: " + error;
}

PublicInput input_of(const Snapshot& snapshot, const std::string& url) {
  const auto any = [&](auto is) {
    return std::any_of(snapshot.states.begin(), snapshot.states.end(), is);
  };
  return {.figures = snapshot.results.figures,
          .standing_still = !snapshot.stale_because.empty(),
          .silent = any([](const SourceState& state) { return state.silent; }),
          .behind = !snapshot.ready ||
                    any([](const SourceState& state) { return state.behind > kBehind; }),
          .url = url};
}

/// Whether a reader of `shown` must not wait for `latest`.
bool is_urgent(const Snapshot& shown, const Snapshot& latest) {
  const PublicInput a = input_of(shown, {});
  const PublicInput b = input_of(latest, {});
  return a.figures.charter != b.figures.charter || a.standing_still != b.standing_still ||
         a.silent != b.silent || a.behind != b.behind;
}

// Nobody needs to send anything to it.
HttpLimits limits() {
  HttpLimits limits;
  limits.listeners = 2;
  limits.body = 1 << 10;
  limits.bodies = 1 << 20;
  return limits;
}

double number(std::uint64_t count) { return static_cast<double>(count); }

}  // namespace

PublicSite::PublicSite(std::unique_ptr<HttpServer> http, std::string url, GetSnapshot snapshot)
    : http_(std::move(http)), url_(std::move(url)), snapshot_(std::move(snapshot)) {}

tl::expected<std::unique_ptr<PublicSite>, std::string> PublicSite::listen(
    const config::PublicPage& settings, std::optional<int> socket, GetSnapshot snapshot) {
  auto http = socket ? HttpServer::listen(*socket, limits())
                     : HttpServer::listen(settings.listen, limits());
  if (!http) return tl::make_unexpected(for_public(std::move(http.error())));
  return std::unique_ptr<PublicSite>(
      new PublicSite(std::move(*http), settings.url, std::move(snapshot)));
}

void PublicSite::run(const std::stop_token& stop) {
  const SnapshotPtr first = snapshot_();
  render(*first);
  std::exception_ptr failure;
  {
    const std::jthread rendering([&](const std::stop_token& end) {
      try {
        keep_rendering(first, end);
      } catch (...) {
        failure = std::current_exception();
        http_->stop();
      }
    });
    const std::stop_callback end(stop, [this] { http_->stop(); });
    http_->run([this](const HttpRequest& request) { return answer(request); });
  }
  if (failure) std::rethrow_exception(failure);
}

void PublicSite::render(const Snapshot& snapshot) {
  auto pages = std::make_shared<const PublicPages>(render_public_pages(input_of(snapshot, url_)));
  const std::lock_guard lock(mutex_);
  pages_ = std::move(pages);
  ++rendered_;
}

void PublicSite::keep_rendering(SnapshotPtr shown, const std::stop_token& stop) {
  using Steady = std::chrono::steady_clock;
  std::mutex sleeping;
  std::condition_variable_any never;
  Steady::time_point rendered = Steady::now();
  std::unique_lock lock(sleeping);
  while (!stop.stop_requested()) {
    never.wait_for(lock, stop, kLook, [] { return false; });
    SnapshotPtr latest = snapshot_();
    const bool due = Steady::now() - rendered >= kRenderInterval;
    if (latest == shown || !(due || is_urgent(*shown, *latest))) continue;
    render(*latest);
    shown = std::move(latest);
    rendered = Steady::now();
  }
}

HttpAnswer PublicSite::answer(const HttpRequest& request) {
  std::shared_ptr<const PublicPages> pages;
  {
    const std::lock_guard lock(mutex_);
    pages = pages_;
    stats_ = http_->stats();
  }
  return answer_publicly(*pages, request);
}

std::vector<prometheus::MetricFamily> PublicSite::metrics() const {
  const std::lock_guard lock(mutex_);
  auto answers = counter_family("charterd_public_answers_total",
                                "Answers begun by the public listener, by status.");
  for (std::size_t i = 0; i < kCountedStatuses.size(); ++i) {
    add_counter(answers, {{"code", std::to_string(kCountedStatuses[i])}},
                number(stats_.answers[i]));
  }
  auto connections = gauge_family("charterd_public_connections",
                                  "Connections to the public listener at its latest request.");
  add_gauge(connections, {}, number(stats_.connections));
  auto limit = gauge_family("charterd_public_connections_limit",
                            "Beyond so many, the connection that is idle longest is closed.");
  add_gauge(limit, {}, number(http_->limits().connections));
  auto closed = counter_family("charterd_public_connections_closed_total",
                               "Public connections closed by charterd, by reason.");
  add_counter(closed, {{"reason", "limit"}}, number(stats_.closed_at_limit));
  add_counter(closed, {{"reason", "timeout"}}, number(stats_.timed_out));
  auto rendered = counter_family("charterd_public_renderings_total",
                                 "How often the public pages were made anew.");
  add_counter(rendered, {}, number(rendered_));
  return {answers, connections, limit, closed, rendered};
}

tl::expected<std::unique_ptr<PublicSite>, std::string> open_public_site(
    const std::optional<config::PublicPage>& settings, const std::vector<int>& sockets,
    PublicSite::GetSnapshot snapshot) {
  if (sockets.size() > 1) {
    return tl::unexpected(
        std::string("the public page: several sockets were handed over for it: give one "
                    "ListenStream= in all socket units with FileDescriptorName=public"));
  }
  if (!settings && !sockets.empty()) {
    return tl::unexpected(
        std::string("the public page: a socket was handed over for it, and charterd.yml does not "
                    "ask for it: add `public: {listen: ...}`, or disable charterd-public.socket"));
  }
  if (!settings) return nullptr;
  const auto socket = sockets.empty() ? std::nullopt : std::optional(sockets.front());
  return PublicSite::listen(*settings, socket, std::move(snapshot));
}

std::function<std::vector<prometheus::MetricFamily>()> metrics_of(
    const std::unique_ptr<PublicSite>& site) {
  if (!site) return {};
  return [&site = *site] { return site.metrics(); };
}

}  // namespace charterd::daemon
