#include "daemon/routes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/charter_metrics.h"
#include "daemon/exposition.h"
#include "daemon/gzip.h"
#include "daemon/landing_page.h"

namespace charterd::daemon {
namespace {

HttpAnswer text_answer(unsigned status, std::string text) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(text));
  return answer;
}

HttpAnswer method_not_allowed(const char* allowed) {
  HttpAnswer answer = text_answer(405, std::string("Allowed here: ") + allowed + ".\n");
  answer.allow = allowed;
  return answer;
}

}  // namespace

Routes::Routes(Parts parts)
    : parts_(std::move(parts)), self_(std::make_unique<SelfMetrics>(parts_.version)) {}

const Routes::Route* Routes::find(std::string_view path) {
  static constexpr std::array<Route, 7> kRoutes{{{"/", &Routes::landing},
                                                 {kEventsPath, &Routes::events},
                                                 {"/metrics", &Routes::metrics},
                                                 {"/-/healthy", &Routes::healthy},
                                                 {"/-/ready", &Routes::ready},
                                                 {"/-/reload", &Routes::reload},
                                                 {"/api/v1/targets", &Routes::targets}}};
  const auto* const found =
      std::find_if(kRoutes.begin(), kRoutes.end(), [&](const Route& r) { return r.path == path; });
  return found == kRoutes.end() ? nullptr : found;
}

HttpAnswer Routes::answer(const HttpRequest& request) {
  const Route* const route = find(request.path);
  const bool is_missing = route != nullptr && route->page == &Routes::events &&
                          (parts_.events == nullptr || !parts_.events->exists());
  if (route == nullptr || is_missing)
    return text_answer(404, "There is nothing here; see / for what there is.\n");
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool changes = route->page == &Routes::reload || route->page == &Routes::events;
  if (!reads && !changes) return method_not_allowed("GET, HEAD");
  return (this->*route->page)(request);
}

const Snapshot& Routes::latest() {
  SnapshotPtr snapshot = parts_.snapshot();
  if (snapshot != rendered_) {
    // Another charter, after a reload: what the earlier one had is gone, and so are its series.
    const bool reloaded =
        rendered_ && rendered_->results.figures.charter != snapshot->results.figures.charter;
    if (reloaded) self_ = std::make_unique<SelfMetrics>(parts_.version);
    rendered_ = std::move(snapshot);
    charter_text_.clear();
    targets_text_.reset();
  }
  return *rendered_;
}

HttpAnswer Routes::metrics(const HttpRequest& request) {
  const Snapshot& snapshot = latest();
  if (charter_text_.empty()) {
    charter_text_ = render_exposition(CharterMetrics(rendered_).Collect());
  }
  std::string text =
      charter_text_ +
      render_exposition(self_->collect(snapshot, parts_.http(), parts_.limits, read_process_stats(),
                                       parts_.reload_state(), parts_.store()));
  if (parts_.more) text += render_exposition(parts_.more());
  HttpAnswer answer;
  answer.content_type = kExpositionType;
  answer.vary = "Accept-Encoding";
  if (request.accepts_gzip) {
    if (auto packed = gzip(text)) {
      text = std::move(*packed);
      answer.gzipped = true;
    }
  }
  answer.body = std::make_shared<const std::string>(std::move(text));
  return answer;
}

HttpAnswer Routes::healthy(const HttpRequest&) {
  return text_answer(200, "charterd is healthy.\n");
}

HttpAnswer Routes::ready(const HttpRequest&) {
  const Snapshot& snapshot = latest();
  if (!snapshot.stale_because.empty()) {
    return text_answer(
        503, "charterd is not ready, figures stand still: " + snapshot.stale_because + "\n");
  }
  if (snapshot.ready) return text_answer(200, "charterd is ready.\n");
  const std::string names = snapshot.waiting_for.empty() ? "" : ": " + snapshot.waiting_for;
  return text_answer(503,
                     "charterd is not ready: it is still reading what there is" + names + "\n");
}

HttpAnswer Routes::targets(const HttpRequest&) {
  const Snapshot& snapshot = latest();
  if (!targets_text_) {
    targets_text_ = std::make_shared<const std::string>(render_json(snapshot.results));
  }
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.body = targets_text_;
  return answer;
}

HttpAnswer Routes::landing(const HttpRequest&) {
  const Snapshot& snapshot = latest();
  HttpAnswer answer =
      text_answer(200, render_landing_page(*snapshot.results.figures.charter, parts_.version));
  answer.content_type = "text/html; charset=utf-8";
  return answer;
}

HttpAnswer Routes::reload(const HttpRequest& request) {
  if (request.method != "POST" && request.method != "PUT") return method_not_allowed("POST, PUT");
  if (parts_.protection) {
    if (auto refused = refuse_change(request, parts_.protection())) return *std::move(refused);
  }
  if (parts_.reload) return parts_.reload();
  return text_answer(
      403,
      "Reloading by HTTP is off: start charterd with --web.enable-lifecycle, or send SIGHUP.\n");
}

HttpAnswer Routes::events(const HttpRequest& request) { return parts_.events->answer(request); }

}  // namespace charterd::daemon
