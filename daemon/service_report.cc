#include "daemon/service_report.h"

#include <algorithm>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

// A restore that makes progress at all does so well within this.
constexpr std::chrono::microseconds kExtension = std::chrono::seconds(60);

// Three pings go into the longest silence, so that one may be late.
constexpr int kPingsWithinLimit = 3;

// A newline would begin another key.
std::string status_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return "STATUS=" + text + "\n";
}

const rules::WindowFigure* current_total(const rules::TargetFigures& target) {
  const auto total = std::find_if(
      target.series.begin(), target.series.end(),
      [](const rules::WindowFigure& figure) { return !figure.previous && figure.part.by.empty(); });
  return total == target.series.end() ? nullptr : &*total;
}

std::string verdicts(const rules::Figures& figures) {
  int kept = 0;
  int missed = 0;
  int silent = 0;
  for (const rules::TargetFigures& target : figures.targets) {
    const auto* const total = current_total(target);
    if (total == nullptr || target.filling || total->status == rules::Status::no_data) {
      ++silent;
    } else {
      ++(total->status == rules::Status::missed ? missed : kept);
    }
  }
  return fmt::format("targets: {} kept, {} missed, {} without data", kept, missed, silent);
}

}  // namespace

ServiceReport::ServiceReport(std::optional<Duration> watchdog) : watchdog_(watchdog) {}

std::string ServiceReport::next(const Signs& signs) {
  if (phase_ == Phase::starting) return start_message(signs);
  std::string message = phase_ == Phase::serving ? first_message(signs) : ping(signs);
  const bool talks = phase_ == Phase::ready && !signs.status.empty();
  if (talks && signs.status != said_) message += status_line(said_ = signs.status);
  return message;
}

std::string ServiceReport::start_message(const Signs& signs) {
  if (signs.pipeline == pipeline_) return "";
  pipeline_ = signs.pipeline;
  return fmt::format("EXTEND_TIMEOUT_USEC={}\n", kExtension.count()) +
         status_line(fmt::format("restoring the state, {} rows so far", signs.pipeline));
}

std::string ServiceReport::first_message(const Signs& signs) {
  if (signs.pipeline == pipeline_ || signs.http == http_) return "";
  phase_ = Phase::ready;
  pinged_at_ = signs.at;
  pipeline_ = signs.pipeline;
  http_ = signs.http;
  return "READY=1\n";
}

std::string ServiceReport::ping(const Signs& signs) {
  if (!watchdog_ || (pinged_at_ && signs.at - *pinged_at_ < *watchdog_ / kPingsWithinLimit)) {
    return "";
  }
  const bool alive = signs.pipeline != pipeline_ && signs.http != http_;
  if (!alive && phase_ != Phase::stopping) return "";
  pinged_at_ = signs.at;
  pipeline_ = signs.pipeline;
  http_ = signs.http;
  return "WATCHDOG=1\n";
}

void ServiceReport::serve(const Signs& signs) {
  phase_ = Phase::serving;
  pipeline_ = signs.pipeline;
  http_ = signs.http;
}

std::string ServiceReport::reloading(std::chrono::microseconds at) {
  if (phase_ != Phase::ready) return "";
  phase_ = Phase::reloading;
  said_.clear();
  return fmt::format("RELOADING=1\nMONOTONIC_USEC={}\n", at.count()) +
         status_line("reading the configuration and the charter again");
}

std::string ServiceReport::reloaded() {
  if (phase_ != Phase::reloading) return "";
  phase_ = Phase::ready;
  return "READY=1\n";
}

std::string ServiceReport::stopping() {
  phase_ = Phase::stopping;
  return "STOPPING=1\n" + status_line("keeping what was read");
}

std::string service_status(const Snapshot& snapshot) {
  if (!snapshot.stale_because.empty()) return "figures stand still: " + snapshot.stale_because;
  if (!snapshot.ready) return "reading what there is: " + snapshot.waiting_for;
  std::string text = verdicts(snapshot.results.figures);
  std::string silent;
  for (std::size_t i = 0; i < snapshot.states.size(); ++i) {
    if (!snapshot.states[i].silent) continue;
    silent += (silent.empty() ? "" : ", ") + snapshot.results.sources[i].name;
  }
  return silent.empty() ? text : text + "; silent sources: " + silent;
}

}  // namespace charterd::daemon
