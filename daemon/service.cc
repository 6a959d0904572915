#include "daemon/service.h"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include "config/diagnostic.h"
#include "daemon/guarded_thread.h"

namespace charterd::daemon {
namespace {

using Outcome = tl::expected<void, std::string>;

void log_diagnostics(const std::vector<config::Diagnostic>& diagnostics, Log& log) {
  for (const config::Diagnostic& diagnostic : diagnostics) {
    const std::string line = config::render_line(diagnostic);
    if (diagnostic.severity == config::Severity::error) {
      log.error(line);
    } else {
      log.warn(line);
    }
  }
}

std::string first_error(const std::vector<config::Diagnostic>& diagnostics) {
  const auto first = std::find_if(
      diagnostics.begin(), diagnostics.end(),
      [](const config::Diagnostic& d) { return d.severity == config::Severity::error; });
  return first == diagnostics.end() ? "the files cannot be read" : config::render_line(*first);
}

// What the process has opened once and for all.
Outcome needs_no_restart(const config::Settings& now, const config::Settings& next) {
  const auto changed = [](const char* key) {
    return tl::make_unexpected(std::string("\"") + key +
                               "\" cannot change while charterd runs: restart it, or put the "
                               "earlier value back");
  };
  if (now.storage != next.storage) return changed("storage");
  if (now.listen.host != next.listen.host || now.listen.port != next.listen.port) {
    return changed("web.listen");
  }
  if (now.public_page != next.public_page) return changed("public");
  return {};
}

}  // namespace

Service::Service(const Parts& parts, std::unique_ptr<Setup> setup)
    : parts_(parts), setup_(std::move(setup)), pipeline_(make_pipeline(*setup_, nullptr)) {
  set_reload_state(true);
}

Service::~Service() { stop(); }

std::unique_ptr<Pipeline> Service::make_pipeline(Setup& setup, Pipeline* predecessor) const {
  return std::make_unique<Pipeline>(Pipeline::Parts{
      .state = {.plan = setup.plan,
                .vocabulary = setup.vocabulary,
                .settings = setup.settings,
                .open_sources =
                    [&setup, posts = parts_.posts] {
                      return setup.open_sources(collectors::ReadMode::follow, posts);
                    },
                .heartbeat = parts_.heartbeat},
      .store = parts_.store,
      .clock = parts_.clock,
      .wakeup = parts_.wakeup,
      .log = parts_.log,
      .requests = parts_.requests,
      .predecessor = predecessor});
}

void Service::start() {
  reading_ = guarded_thread("pipeline", parts_.log, failed_,
                            [this](const std::stop_token& stop) { pipeline_->run(stop); });
}

void Service::stop() {
  reading_.request_stop();
  if (reading_.joinable()) reading_.join();
}

Outcome Service::reload() {
  Outcome outcome;
  try {
    outcome = load_and_exchange();
  } catch (const std::exception& error) {
    outcome = tl::make_unexpected(std::string(error.what()));
  }
  if (!failed_ && !reading_.joinable()) start();  // by the old files or the new ones
  set_reload_state(outcome.has_value());
  if (outcome) {
    parts_.log.info("the files were read again", {{"charter", setup_->charter->id},
                                                  {"charter_version", setup_->charter->version},
                                                  {"charter_hash", setup_->charter->hash},
                                                  {"targets", setup_->charter->targets.size()},
                                                  {"sources", setup_->settings.sources.size()}});
  } else {
    parts_.log.error("nothing was changed by the reload", {{"error", outcome.error()}});
  }
  return outcome;
}

Outcome Service::load_and_exchange() {
  std::vector<config::Diagnostic> diagnostics;
  std::unique_ptr<Setup> next = load_setup(parts_.options, diagnostics);
  log_diagnostics(diagnostics, parts_.log);
  if (!next) return tl::unexpected(first_error(diagnostics));
  if (auto possible = needs_no_restart(setup_->settings, next->settings); !possible) {
    return possible;
  }
  stop();
  return exchange(std::move(next));
}

// Between the end of one pipeline's thread and the beginning of the next one's.
Outcome Service::exchange(std::unique_ptr<Setup> next) {
  if (failed_) return tl::make_unexpected("charterd is about to stop");
  if (pipeline_->is_failing()) {
    return tl::make_unexpected(
        "the state cannot be written at the moment: reload again when it can");
  }
  std::function<void()> prepared = [] {};
  if (parts_.prepare) {
    auto made = parts_.prepare(next->settings);
    if (!made) return tl::unexpected(made.error());
    prepared = *std::move(made);
  }
  std::unique_ptr<Pipeline> pipeline;
  try {
    pipeline = make_pipeline(*next, pipeline_.get());
  } catch (const std::exception& error) {
    return tl::make_unexpected(std::string(error.what()));
  }
  {
    const std::lock_guard lock(mutex_);
    pipeline_.swap(pipeline);
  }
  pipeline.reset();  // it refers to what setup_ has until now
  setup_ = std::move(next);
  prepared();
  return {};
}

void Service::set_reload_state(bool successful) {
  const Instant now = parts_.wall();
  const std::lock_guard lock(mutex_);
  reload_.successful = successful;
  if (successful) reload_.succeeded_at = now;
}

SnapshotPtr Service::snapshot() const {
  const std::lock_guard lock(mutex_);
  return pipeline_->snapshot();
}

ReloadState Service::reload_state() const {
  const std::lock_guard lock(mutex_);
  return reload_;
}

}  // namespace charterd::daemon
