#include "daemon/service_notifier.h"

#include <atomic>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/daemon/notify_world.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

ServiceEnvironment watched_by(const Manager& manager) {
  return {.notify_address = manager.address(),
          .watchdog = std::chrono::milliseconds(60),
          .public_sockets = {},
          .sockets = {}};
}

/// A daemon whose HTTP thread always answers, and whose pipeline works when it is looked at.
struct World {
  Manager manager;
  Heartbeat pipeline;
  ServiceNotifier notifier{watched_by(manager), pipeline};
  std::atomic<bool> works = true;
  std::atomic<int> look = 0;

  void serve() {
    notifier.serve({.snapshot =
                        [this] {
                          if (works) pipeline.beat();
                          auto snapshot = sample_snapshot();
                          snapshot->waiting_for = std::to_string(++look);
                          return SnapshotPtr(std::move(snapshot));
                        },
                    .on_http_thread = [](auto work) { work(); }});
  }
};

// Which look it was of which a status tells.
int look_of(const std::string& status) {
  const std::string before = "reading what there is: ";
  const std::size_t at = status.find(before);
  return at == std::string::npos ? 0 : std::stoi(status.substr(at + before.size()));
}

TEST_CASE("The manager hears of the start, of life, of reloads and of the end") {
  World world;
  world.serve();
  CHECK(world.manager.receive().find("READY=1\n") == 0);
  world.manager.receive_with("WATCHDOG=1\n");
  world.manager.receive_with("STATUS=reading what there is: ");
  world.notifier.reloading();
  CHECK(world.manager.receive_with("RELOADING=1\n").find("MONOTONIC_USEC=") != std::string::npos);
  world.notifier.ready();
  world.manager.receive_with("READY=1\n");
  world.notifier.stopping();
  world.manager.receive_with("STOPPING=1\n");
}

TEST_CASE("A pipeline that is stuck is not vouched for") {
  World world;
  world.serve();
  world.manager.receive_with("WATCHDOG=1\n");
  world.works = false;
  // What was sent before may still be under way. Then only what changes is told, time and again.
  const int seen = world.look;
  while (look_of(world.manager.receive_with("STATUS=")) < seen + 5) {
  }
  for (int i = 0; i < 20; ++i) {
    CHECK(world.manager.receive_with("STATUS=").find("WATCHDOG") == std::string::npos);
  }
  world.works = true;
  world.manager.receive_with("WATCHDOG=1\n");
}

TEST_CASE("An HTTP thread that never answers is not ready") {
  Manager manager;
  Heartbeat pipeline;
  ServiceNotifier notifier{watched_by(manager), pipeline};
  std::atomic<int> looks = 0;
  notifier.serve({.snapshot =
                      [&] {
                        pipeline.beat();
                        looks.fetch_add(1);
                        looks.notify_all();
                        return sample_snapshot();
                      },
                  .on_http_thread = [](const auto&) {}});
  for (int seen = 0; seen < 20; seen = looks) looks.wait(seen);
  notifier.stopping();
  CHECK(manager.receive().find("STOPPING=1\n") == 0);
}

TEST_CASE("Without a manager nothing happens") {
  const Heartbeat pipeline;
  bool asked = false;
  {
    ServiceNotifier notifier({}, pipeline);
    notifier.serve({.snapshot =
                        [&] {
                          asked = true;
                          return sample_snapshot();
                        },
                    .on_http_thread = [&](const auto&) { asked = true; }});
    notifier.reloading();
    notifier.ready();
    notifier.stopping();
  }
  CHECK_FALSE(asked);
}

}  // namespace
}  // namespace charterd::daemon
