#include "daemon/service_notifier.h"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "daemon/clock.h"
#include "daemon/service_report.h"

namespace charterd::daemon {
namespace {

// How often it looks what there is to say; with a short watchdog more often.
constexpr Duration kInterval = std::chrono::seconds(1);

Duration interval_for(std::optional<std::chrono::microseconds> watchdog) {
  return watchdog ? std::min<Duration>(kInterval, *watchdog / 6) : kInterval;
}

std::chrono::microseconds monotonic() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

class ServiceNotifier::Impl {
 public:
  Impl(const ServiceEnvironment& environment, const Heartbeat& pipeline)
      : pipeline_(pipeline),
        socket_(environment.notify_address),
        report_(environment.watchdog),
        interval_(interval_for(environment.watchdog)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void serve(Served served) {
    {
      const std::lock_guard lock(mutex_);
      served_ = std::move(served);
      report_.serve(signs());
      prompt_ = true;
    }
    wake_.notify_all();
  }

  void reloading() {
    const std::lock_guard lock(mutex_);
    send(report_.reloading(monotonic()));
  }

  void ready() {
    const std::lock_guard lock(mutex_);
    send(report_.reloaded());
  }

  void stopping() {
    const std::lock_guard lock(mutex_);
    served_.reset();
    send(report_.stopping());
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      tell();
      // Until it is ready nobody waits a second longer than need be.
      const Duration pause = served_ && !report_.is_ready() ? interval_ / 20 : interval_;
      wake_.wait_for(lock, stop, pause, [this] { return std::exchange(prompt_, false); });
    }
  }

  void tell() {
    ServiceReport::Signs now = signs();
    if (served_) {
      now.status = service_status(*served_->snapshot());
      ask_http();
    }
    send(report_.next(now));
  }

  ServiceReport::Signs signs() const {
    return {.at = system_time().boot(),
            .pipeline = pipeline_.count(),
            .http = http_->count(),
            .status = {}};
  }

  // One question at a time: a thread that is stuck is not asked again.
  void ask_http() {
    if (http_->count() != asked_) return;
    ++asked_;
    served_->on_http_thread([http = http_] { http->beat(); });
  }

  void send(const std::string& message) {
    if (!message.empty()) socket_.send(message);
  }

  const Heartbeat& pipeline_;
  std::shared_ptr<Heartbeat> http_ = std::make_shared<Heartbeat>();  // a late answer needs it, too
  std::uint64_t asked_ = 0;
  const NotifySocket socket_;
  std::mutex mutex_;  // guards what follows, and the order of what is sent
  std::condition_variable_any wake_;
  ServiceReport report_;
  std::optional<Served> served_;
  bool prompt_ = false;
  const Duration interval_;
  std::jthread thread_;  // last, so that it ends first
};

ServiceNotifier::ServiceNotifier(const ServiceEnvironment& environment, const Heartbeat& pipeline) {
  if (!environment.notify_address.empty()) impl_ = std::make_unique<Impl>(environment, pipeline);
}
ServiceNotifier::~ServiceNotifier() = default;

void ServiceNotifier::serve(Served served) {
  if (impl_) impl_->serve(std::move(served));
}
void ServiceNotifier::reloading() {
  if (impl_) impl_->reloading();
}
void ServiceNotifier::ready() {
  if (impl_) impl_->ready();
}
void ServiceNotifier::stopping() {
  if (impl_) impl_->stopping();
}

}  // namespace charterd::daemon
