// Cases that are forgotten on request, by the command itself and by a daemon that runs.
#include <utility>

#include <catch2/catch.hpp>

#include "daemon/sqlite_folder.h"
#include "daemon/sqlite_reader.h"
#include "tests/daemon/state_world.h"

namespace charterd::daemon {
namespace {

TEST_CASE("A forgotten case leaves the state but not the figures") {
  const Shop shop;
  run_once(shop);
  const std::string before =
      outcome_of(run_report, report(shop, "2026-10", OutputFormat::json)).out;
  REQUIRE(shop.holds("ORDER-LATE"));
  const CommandOutcome forgotten = outcome_of(run_forget, shop.options("ORDER-LATE"));
  CHECK(forgotten.err.empty());
  CHECK(forgotten.status == 0);
  CHECK(forgotten.out ==
        "1 case was forgotten; the logs still hold its events, and so do backups of the state\n");
  CHECK_FALSE(shop.holds("ORDER-LATE"));
  CHECK(outcome_of(run_report, report(shop, "2026-10", OutputFormat::json)).out == before);
  CHECK_THAT(outcome_of(run_cases, overdue(shop)).out, !Catch::Contains("ORDER-LATE"));
  CHECK(outcome_of(run_forget, shop.options("ORDER-LATE")).out ==
        "0 cases were forgotten: the state has none with this key\n");
}

TEST_CASE("Only cases of the kind that is named are forgotten") {
  const Shop shop;
  run_once(shop);
  Options options = shop.options("ORDER-LATE");
  options.case_kind = "repair";
  CHECK_THAT(outcome_of(run_forget, options).out, Catch::StartsWith("0 cases"));
  options.case_kind = "order";
  CHECK_THAT(outcome_of(run_forget, options).out, Catch::StartsWith("1 case "));
}

TEST_CASE("What is pending or overdue leaves those counts, and late events make no case anew") {
  const Shop shop;
  run_once(shop);
  for (const char* key : {"ORDER-ONE", "ORDER-LATE", "ORDER-OPEN"}) {
    CHECK_THAT(outcome_of(run_forget, shop.options(key)).out, Catch::StartsWith("1 case "));
  }
  shop.append(R"({"ts":"2026-11-03T11:00:00Z","event":"order.done","order":"ORDER-LATE"}
{"ts":"2026-11-03T11:00:00Z","event":"order.placed","order":"ORDER-OPEN"}
)");
  Inside daemon(shop);
  daemon.settle();
  const rules::WindowFigure& orders = daemon.figures().targets.at(1).series.at(0);
  CHECK(orders.pending == 0);
  CHECK(orders.overdue == 0);
  const rules::CaseFigures& cases = daemon.figures().cases.at(0);
  CHECK(cases.open == 0);
  CHECK(cases.closed == 0);
  CHECK(cases.forgotten == 3);
  CHECK(cases.too_late_events == 2);
  CHECK_FALSE(shop.holds("ORDER-"));
}

TEST_CASE("A case that nothing has opened yet is forgotten, and its opening comes too late") {
  const Shop shop;
  shop.append(R"({"ts":"2026-11-03T11:00:00Z","event":"order.done","order":"ORDER-EARLY"}
)");
  run_once(shop);
  CHECK_THAT(outcome_of(run_forget, shop.options("ORDER-EARLY")).out, Catch::StartsWith("1 case "));
  shop.append(R"({"ts":"2026-11-03T10:00:00Z","event":"order.placed","order":"ORDER-EARLY"}
)");
  Inside daemon(shop);
  daemon.settle();
  CHECK(daemon.figures().cases.at(0).too_late_events == 1);
  CHECK_FALSE(shop.holds("ORDER-EARLY"));
}

TEST_CASE("Keys longer than cases keep are forgotten by their whole") {
  const Shop shop;
  const std::string key = "LONG-" + std::string(300, 'k');
  shop.append(R"({"ts":"2026-11-03T11:00:00Z","event":"order.placed","order":")" + key + "\"}\n");
  run_once(shop);
  CHECK_THAT(outcome_of(run_forget, shop.options(key + "k")).out, Catch::StartsWith("0 cases"));
  CHECK_THAT(outcome_of(run_forget, shop.options(key)).out, Catch::StartsWith("1 case "));
  CHECK_FALSE(shop.holds("LONG-"));
}

TEST_CASE("A daemon that runs forgets what it is asked to, once that is kept") {
  const Shop shop;
  Inside daemon(shop);
  daemon.settle();
  REQUIRE(shop.holds("ORDER-LATE"));
  CHECK(is_locked(shop.state()));
  ForgetRequests requests(shop.state());
  const auto first = requests.send("ORDER-LATE", "");
  const auto second = requests.send("nothing", "order");
  REQUIRE(first);
  REQUIRE(second);
  daemon.settle();
  CHECK(requests.waiting().empty());
  CHECK(requests.take_answer(*first) == 1);
  CHECK(requests.take_answer(*second) == 0);
  CHECK_FALSE(shop.holds("ORDER-LATE"));
  CHECK(daemon.figures().targets.at(1).series.at(0).overdue == 0);
  CHECK_THAT(daemon.logged(), Catch::Contains("cases were forgotten, as was asked\" cases=1"));
  CHECK_THAT(daemon.logged(), !Catch::Contains("ORDER-LATE"));
}

TEST_CASE("A request that was carried out before a crash is carried out again") {
  const Shop shop;
  {
    Inside daemon(shop);
    daemon.settle();
    ForgetRequests(shop.state()).send("ORDER-LATE", "");
    daemon.settle();
  }
  ForgetRequests requests(shop.state());
  const auto again = requests.send("ORDER-LATE", "");
  REQUIRE(again);
  Inside daemon(shop);
  daemon.settle();
  CHECK(requests.take_answer(*again) == 0);
  CHECK(daemon.figures().cases.at(0).forgotten == 1);
}

TEST_CASE("While somebody reads the old rows, the answer waits") {
  const Shop shop;
  Inside daemon(shop);
  daemon.settle();
  ForgetRequests requests(shop.state());
  const auto sent = requests.send("ORDER-LATE", "");
  REQUIRE(sent);
  bool waited = false;
  const auto read = read_state(shop.state(), [&](const config::RowKey&, std::string_view) {
    if (std::exchange(waited, true)) return true;
    daemon.settle();
    CHECK_FALSE(requests.take_answer(*sent));
    return true;
  });
  REQUIRE(read);
  CHECK(waited);
  CHECK_THAT(daemon.logged(), Catch::Contains("it is tried again"));
  daemon.settle();
  daemon.settle();
  CHECK(requests.take_answer(*sent) == 1);
  CHECK_FALSE(shop.holds("ORDER-LATE"));
}

}  // namespace
}  // namespace charterd::daemon
