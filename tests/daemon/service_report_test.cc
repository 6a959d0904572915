#include "daemon/service_report.h"

#include <string>

#include <catch2/catch.hpp>

#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

using std::chrono::seconds;

/// What is told at `at` seconds, after so many beats.
std::string told(ServiceReport& report, int at, std::uint64_t pipeline, std::uint64_t http,
                 std::string status = {}) {
  return report.next({seconds(at), pipeline, http, std::move(status)});
}

/// A report that has said READY=1 at 0 seconds, after one beat of each.
ServiceReport ready_report() {
  ServiceReport report{seconds(30)};
  report.serve({seconds(0), 0, 0, {}});
  REQUIRE(told(report, 0, 1, 1) == "READY=1\n");
  return report;
}

TEST_CASE("While the state is restored, the start may last longer, but only if it goes on") {
  ServiceReport report{seconds(30)};
  CHECK(told(report, 0, 0, 0).empty());
  CHECK(told(report, 1, 1000, 0) ==
        "EXTEND_TIMEOUT_USEC=60000000\nSTATUS=restoring the state, 1000 rows so far\n");
  CHECK(told(report, 2, 1000, 0).empty());
  CHECK(told(report, 40, 1000, 0).empty());
  CHECK(told(report, 41, 1001, 0).find("EXTEND_TIMEOUT_USEC=") == 0);
}

TEST_CASE("It is ready when both threads have shown that they work") {
  ServiceReport report{std::nullopt};
  report.serve({seconds(0), 5000, 0, {}});
  CHECK(told(report, 0, 5000, 0, "fine").empty());
  CHECK(told(report, 1, 5001, 0, "fine").empty());
  CHECK(told(report, 2, 5000, 1, "fine").empty());
  CHECK_FALSE(report.is_ready());
  CHECK(told(report, 3, 5001, 1, "fine") == "READY=1\nSTATUS=fine\n");
  CHECK(report.is_ready());
}

TEST_CASE("A status is told when it changes, on one line") {
  ServiceReport report = ready_report();
  CHECK(told(report, 1, 2, 2, "fine") == "STATUS=fine\n");
  CHECK(told(report, 2, 3, 3, "fine").empty());
  CHECK(told(report, 3, 4, 4, "not\nso\nfine") == "STATUS=not so fine\n");
}

TEST_CASE("Pings come at a third of the longest silence, from threads that go on") {
  ServiceReport report = ready_report();
  CHECK(told(report, 9, 5, 5).empty());
  CHECK(told(report, 10, 6, 6) == "WATCHDOG=1\n");
  CHECK(told(report, 19, 7, 7).empty());
  CHECK(told(report, 20, 8, 8) == "WATCHDOG=1\n");
}

TEST_CASE("A stuck thread, whichever it is, ends the pings until it goes on") {
  ServiceReport report = ready_report();
  CHECK(told(report, 10, 1, 7).empty());
  CHECK(told(report, 100, 1, 8).empty());
  CHECK(told(report, 101, 2, 9) == "WATCHDOG=1\n");
  CHECK(told(report, 120, 7, 9).empty());
  CHECK(told(report, 200, 8, 9).empty());
  CHECK(told(report, 201, 9, 10) == "WATCHDOG=1\n");
}

TEST_CASE("Nobody is pinged who does not watch") {
  ServiceReport report{std::nullopt};
  report.serve({seconds(0), 0, 0, {}});
  CHECK(told(report, 0, 1, 1) == "READY=1\n");
  CHECK(told(report, 1000, 9, 9).empty());
}

TEST_CASE("A reload is told from its beginning to its end, and pinged through") {
  ServiceReport report = ready_report();
  CHECK(report.reloading(std::chrono::microseconds(1234567)) ==
        "RELOADING=1\nMONOTONIC_USEC=1234567\n"
        "STATUS=reading the configuration and the charter again\n");
  CHECK(told(report, 10, 2, 2, "fine") == "WATCHDOG=1\n");
  CHECK(report.reloading(std::chrono::microseconds(2)).empty());
  CHECK(report.reloaded() == "READY=1\n");
  CHECK(report.reloaded().empty());
  CHECK(told(report, 11, 3, 3, "fine") == "STATUS=fine\n");
}

TEST_CASE("Before it is ready there is no reload") {
  ServiceReport report{seconds(30)};
  CHECK(report.reloading(std::chrono::microseconds(1)).empty());
  report.serve({seconds(0), 0, 0, {}});
  CHECK(report.reloading(std::chrono::microseconds(1)).empty());
  CHECK(report.reloaded().empty());
  CHECK(told(report, 0, 1, 1) == "READY=1\n");
}

TEST_CASE("While it stops it is not killed for being silent") {
  ServiceReport report = ready_report();
  CHECK(report.stopping() == "STOPPING=1\nSTATUS=keeping what was read\n");
  CHECK(told(report, 10, 1, 1, "fine") == "WATCHDOG=1\n");
  CHECK(told(report, 20, 1, 1, "fine") == "WATCHDOG=1\n");
}

TEST_CASE("The status says in words how the figures are") {
  auto snapshot = sample_snapshot();
  CHECK(service_status(*snapshot) == "reading what there is: survey");
  snapshot->ready = true;
  CHECK(service_status(*snapshot) ==
        "targets: 2 kept, 0 missed, 0 without data; silent sources: contact-centre");
  snapshot->states = {{true, {}, false}, {true, {}, false}};
  snapshot->results.figures.targets[0].series[0].status = rules::Status::missed;
  snapshot->results.figures.targets[1].filling = true;
  CHECK(service_status(*snapshot) == "targets: 0 kept, 1 missed, 1 without data");
  snapshot->stale_because = "the disk is full";
  CHECK(service_status(*snapshot) == "figures stand still: the disk is full");
}

}  // namespace
}  // namespace charterd::daemon
