#include "daemon/service.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/daemon/state_world.h"

namespace charterd::daemon {
namespace {

/// A shop whose daemon is told to read its files again.
class ServiceTest {
 public:
  ServiceTest() : options_(shop_.options()), service_(parts(), load()) { service_.start(); }

 protected:
  std::unique_ptr<Setup> load() {
    std::ostringstream messages;
    auto setup = load_setup(options_, messages);
    if (!setup) throw std::runtime_error(messages.str());
    return setup;
  }
  Service::Parts parts() {
    return {.options = options_,
            .store = store_,
            .clock = clock_,
            .wakeup = wakeup_,
            .log = log_,
            .requests = nullptr,
            .wall = [] { return kNow; }};
  }
  /// Until it is so, while time passes; the snapshot in which it was. Fails after half a minute.
  SnapshotPtr wait_for(const std::function<bool(const Snapshot&)>& is_so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    for (;;) {
      const SnapshotPtr snapshot = service_.snapshot();
      if (is_so(*snapshot)) return snapshot;
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain");
      ++boot_seconds_;
      wakeup_.notify();
      never.wait_for(lock, std::chrono::milliseconds(5));
    }
  }
  static std::int64_t calls_of(const Snapshot& snapshot) {
    return snapshot.results.figures.measures.empty()
               ? 0
               : static_cast<std::int64_t>(snapshot.results.sources.at(0).counts.accepted);
  }
  void replace(const std::string& file, std::string text, const std::string& what,
               const std::string& by) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace: " + what);
    shop_.write(file, text.replace(at, what.size(), by));
  }
  SnapshotPtr wait_read(std::int64_t records) {
    return wait_for([&](const Snapshot& s) { return s.ready && calls_of(s) == records; });
  }

  Shop shop_;
  Options options_;
  std::ostringstream logged_;
  Log log_{logged_, LogLevel::info, LogFormat::logfmt, [] { return kNow; }};
  std::atomic<std::int64_t> boot_seconds_ = 3600;
  Clock clock_{TimeSources{[] { return kNow; },
                           [this]() -> Duration { return std::chrono::seconds(boot_seconds_); }}};
  InotifyWakeup wakeup_;
  MemoryStateStore store_;
  Service service_;
};

TEST_CASE_METHOD(ServiceTest, "A reload takes the new charter, and figures go on") {
  const SnapshotPtr before = wait_read(9);
  replace("charter.yml", kCharter, "version: 3", "version: 4");
  REQUIRE(service_.reload());
  CHECK(service_.reload_state().successful);
  const SnapshotPtr after = service_.snapshot();
  CHECK(after->results.figures.charter->version == "4");
  CHECK(after->ready);
  CHECK(calls_of(*after) == 9);
  CHECK(after->results.figures.at >= before->results.figures.at);
  shop_.append(R"({"ts":"2026-11-03T12:00:01Z","event":"call.answered","wait":5})"
               "\n");
  wait_read(10);
}

TEST_CASE_METHOD(ServiceTest, "With a mistake in a file everything stays, and the log says where") {
  wait_read(9);
  replace("charter.yml", kCharter, "measure: queue_wait", "measure: queue_wiat");
  const auto outcome = service_.reload();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().find("charter.yml:12:14: the measure \"queue_wiat\" is not known") !=
        std::string::npos);
  CHECK_FALSE(service_.reload_state().successful);
  CHECK(logged_.str().find("nothing was changed by the reload") != std::string::npos);
  CHECK(service_.snapshot()->results.figures.charter->version == "3");
  shop_.append(R"({"ts":"2026-11-03T12:00:01Z","event":"call.answered","wait":5})"
               "\n");
  wait_read(10);

  shop_.write("charter.yml", kCharter);
  CHECK(service_.reload());
  CHECK(service_.reload_state().successful);
}

TEST_CASE_METHOD(ServiceTest, "What only a restart can change is refused") {
  replace("charterd.yml", kSettings, "path: state", "path: elsewhere");
  const auto outcome = service_.reload();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error() ==
        "\"storage\" cannot change while charterd runs: restart it, or put the earlier value back");
  replace("charterd.yml", kSettings, "sources:", "web: {listen: \"127.0.0.1:1\"}\nsources:");
  CHECK(service_.reload().error().starts_with("\"web.listen\" cannot change"));
}

TEST_CASE_METHOD(ServiceTest, "A new target is filled in, one that is gone is not served") {
  wait_read(9);
  replace("charter.yml", kCharter, "  quick:\n", "  swift:\n");
  REQUIRE(service_.reload());
  const auto swift = wait_for([](const Snapshot& s) {
    return !s.results.figures.targets.at(0).filling &&
           s.results.figures.targets.at(0).series.at(1).value;
  });
  CHECK(swift->results.figures.targets.at(0).target->id == "swift");
  CHECK(swift->results.figures.targets.at(0).series.at(1).value == Approx(0.5));
}

TEST_CASE_METHOD(ServiceTest, "A new source is caught up before the daemon is ready again") {
  wait_read(9);
  shop_.write("other.jsonl", R"({"ts":"2026-11-03T11:00:00Z","event":"call.answered","wait":5})"
                             "\n");
  std::string more = kSettings;
  std::string other = more.substr(more.find("  - name"));
  other.replace(other.find("shop"), 4, "other").replace(other.find("shop.jsonl"), 4, "other");
  shop_.write("charterd.yml", more + other);
  REQUIRE(service_.reload());
  const auto both = wait_for([](const Snapshot& s) { return s.ready; });
  CHECK(both->results.sources.at(1).name == "other");
  CHECK(both->results.sources.at(1).counts.accepted == 1);
  CHECK(both->results.sources.at(0).counts.accepted == 9);
}

TEST_CASE_METHOD(ServiceTest, "While the state cannot be written nothing is exchanged") {
  wait_read(9);
  service_.stop();
  store_.fail_next_commit("the disk is full");
  store_.fail_next_reopen("the disk is full");
  shop_.append(R"({"ts":"2026-11-03T12:00:01Z","event":"call.answered","wait":5})"
               "\n");
  service_.start();
  wait_for([](const Snapshot& s) { return !s.stale_because.empty(); });
  service_.stop();
  const auto outcome = service_.reload();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().starts_with("the state cannot be written"));
  wait_read(10);
}

TEST_CASE_METHOD(ServiceTest, "Many reloads lose nothing and double nothing") {
  for (int i = 0; i < 20; ++i) {
    shop_.append(R"({"ts":"2026-11-03T12:00:01Z","event":"call.answered","wait":5})"
                 "\n");
    replace("charter.yml", kCharter, "version: 3", "version: " + std::to_string(i));
    REQUIRE(service_.reload());
  }
  wait_read(29);
}

}  // namespace
}  // namespace charterd::daemon
