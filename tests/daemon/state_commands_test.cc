// The commands that read the daemon's state, on one that a pipeline has kept.
#include <algorithm>

#include <catch2/catch.hpp>

#include "config/timestamp.h"
#include "tests/daemon/state_world.h"

namespace charterd::daemon {
namespace {

TEST_CASE("Where charterd has never run, each command says that there is no state") {
  const Shop shop;
  const std::string error =
      "charterd: no state in " + shop.state() + ": has charterd run with this storage path?\n";
  CHECK(outcome_of(run_backup, shop.options(shop.path("copy.db"))).err == error);
  CHECK(outcome_of(run_cases, overdue(shop)).err == error);
  CHECK(outcome_of(run_report, report(shop, "2026-10")).err == error);
  const CommandOutcome forgotten = outcome_of(run_forget, shop.options("ORDER-ONE"));
  CHECK(forgotten.err == error);
  CHECK(forgotten.status == 1);
  CHECK_FALSE(std::filesystem::exists(shop.state()));
  CHECK_FALSE(std::filesystem::exists(shop.path("copy.db")));
}

TEST_CASE("A state of another charter is not taken for one of this") {
  const Shop shop;
  run_once(shop);
  std::string other = kCharter;
  other.replace(other.find("<= 20s"), 6, "<= 10s");
  shop.write("charter.yml", other);
  for (const CommandOutcome& outcome :
       {outcome_of(run_cases, overdue(shop)), outcome_of(run_report, report(shop, "2026-10")),
        outcome_of(run_forget, shop.options("ORDER-ONE"))}) {
    CHECK(outcome.status == 1);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Contains("the charter has changed since"));
  }
}

TEST_CASE("What a command cannot do without is a usage error") {
  const Shop shop;
  CHECK(outcome_of(run_cases, shop.options()).status == 2);
  CHECK_THAT(outcome_of(run_cases, shop.options()).err, Catch::Contains("cases --overdue"));
  CHECK(outcome_of(run_report, shop.options()).status == 2);
  CHECK(outcome_of(run_backup, shop.options()).status == 2);
  CHECK(outcome_of(run_forget, shop.options()).status == 2);
  Options forget = shop.options("ORDER-ONE");
  forget.case_kind = "ordre";
  const CommandOutcome unknown = outcome_of(run_forget, forget);
  CHECK(unknown.status == 2);
  CHECK(unknown.err == "charterd: the charter has no case \"ordre\", did you mean order?\n");
}

TEST_CASE("A backup is a state, and no file is overwritten") {
  const Shop shop;
  run_once(shop);
  const CommandOutcome made = outcome_of(run_backup, shop.options(shop.path("copy.db")));
  CHECK(made.err.empty());
  CHECK(made.status == 0);
  CHECK_THAT(made.out, Catch::Contains(shop.path("copy.db") + ": a copy of the state in " +
                                       shop.state() + ", "));
  const CommandOutcome again = outcome_of(run_backup, shop.options(shop.path("copy.db")));
  CHECK(again.status == 1);
  CHECK_THAT(again.err, Catch::Contains("is there already"));
  std::filesystem::create_directory(shop.path("other"));
  std::filesystem::rename(shop.path("copy.db"), shop.path("other/state.db"));
  Options options = overdue(shop, OutputFormat::csv);
  options.storage_path = shop.path("other");
  CHECK(outcome_of(run_cases, options).out ==
        outcome_of(run_cases, overdue(shop, OutputFormat::csv)).out);
}

TEST_CASE("A backup needs no charter") {
  const Shop shop;
  run_once(shop);
  shop.write("charter.yml", "nonsense");
  CHECK(outcome_of(run_backup, shop.options(shop.path("a.db"))).status == 0);
  Options options = shop.options(shop.path("b.db"));
  options.config_file = "/nowhere";
  CHECK(outcome_of(run_backup, options).status == 1);
  options.storage_path = shop.state();
  CHECK(outcome_of(run_backup, options).status == 0);
}

TEST_CASE("Overdue cases are listed with their keys, the oldest deadline first") {
  const Shop shop;
  run_once(shop);
  const CommandOutcome csv = outcome_of(run_cases, overdue(shop, OutputFormat::csv));
  CHECK(csv.err.empty());
  CHECK(csv.status == 0);
  CHECK(csv.out ==
        "charter,at,case,key,target,deadline,overdue_seconds,opened\r\n"
        "shop,2026-11-03T12:00:05Z,order,ORDER-LATE,orders,2026-10-07T10:00:00Z,2340005,"
        "2026-10-05T10:00:00Z\r\n"
        "shop,2026-11-03T12:00:05Z,repair,REPAIR-LATE,repairs,2026-10-07T10:00:00Z,2340005,"
        "2026-10-06T10:00:00Z\r\n");
  CHECK(outcome_of(run_cases, overdue(shop)).out ==
        "Example Outfitters, overdue as of 2026-11-03 13:00:05 (Europe/Prague): 2\n"
        "\n"
        "  CASE    KEY          TARGET   DEADLINE          OVERDUE FOR  OPENED\n"
        "  order   ORDER-LATE   orders   2026-10-07 12:00      27d 02h  2026-10-05 12:00\n"
        "  repair  REPAIR-LATE  repairs  2026-10-07 12:00      27d 02h  2026-10-06 12:00\n");
}

TEST_CASE("A limited list of overdue cases says how many more there are") {
  const Shop shop;
  run_once(shop);
  Options options = overdue(shop);
  options.limit = 1;
  const std::string out = outcome_of(run_cases, options).out;
  CHECK_THAT(out, Catch::Contains("ORDER-LATE"));
  CHECK_THAT(out, Catch::Contains("  and 1 more: --limit N shows N\n"));
  CHECK_THAT(out, !Catch::Contains("REPAIR-LATE"));
  options.format = OutputFormat::json;
  const std::string json = outcome_of(run_cases, options).out;
  CHECK_THAT(json, Catch::StartsWith(
                       R"({"charter":"shop","at":"2026-11-03T12:00:05Z","overdue":2,"cases":[{)"
                       R"("case":"order","key":"ORDER-LATE","target":"orders",)"));
  options.format = OutputFormat::csv;
  CHECK(outcome_of(run_cases, options).err == "charterd: and 1 more: --limit N writes N\n");
}

TEST_CASE("A report says how a month was kept, and by whose goals") {
  const Shop shop;
  run_once(shop);
  const CommandOutcome json = outcome_of(run_report, report(shop, "2026-10", OutputFormat::json));
  CHECK(json.err.empty());
  CHECK(json.status == 0);
  CHECK_THAT(json.out, Catch::StartsWith(R"({"charter":"shop","charter_version":"3",)"));
  CHECK_THAT(json.out, Catch::Contains(R"("period":"2026-10","known_from":"2026-09-20")"));
  CHECK_THAT(
      json.out,
      Catch::Contains(
          R"({"id":"quick","goal":"at least 50%","status":"met","series":[{"labels":{},)"
          R"("window":{"name":"period","from":"2026-09-30T22:00:00Z","to":"2026-10-31T23:00:00Z"},)"
          R"("good":1,"bad":1,"excluded":0,"pending":null,"overdue":null,"value":0.5,)"));
  CHECK_THAT(json.out,
             Catch::Contains(R"({"id":"repairs","goal":"at least 50%","status":"missed")"));
  const std::string markdown = outcome_of(run_report, report(shop, "2026-10")).out;
  CHECK_THAT(markdown, Catch::StartsWith("# Example Outfitters, 2026-10\n\n| TARGET"));
  CHECK_THAT(markdown, Catch::Contains("state as of 2026-11-03 13:00:05 (Europe/Prague)"));
  CHECK_THAT(markdown, Catch::Contains("version 3 of the charter (hash "));
  CHECK_THAT(markdown, !Catch::Contains("WINDOW"));
  CHECK_THAT(markdown, Catch::Contains("## Trend\n\n"));
  CHECK_THAT(markdown, Catch::Contains("- quick: 2026-10: 50.0%, after 100.0% in 2026-09: worse"));
  CHECK(markdown.find("| repairs |") < markdown.find("| quick |"));  // the missed one first
  const std::string csv = outcome_of(run_report, report(shop, "2026-Q3", OutputFormat::csv)).out;
  CHECK_THAT(csv, Catch::Contains(",status,charter_version,charter_hash\r\n"));
  CHECK_THAT(csv, Catch::Contains("quick,at least 50%,,,period,2026-06-30T22:00:00Z,"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 4);
}

TEST_CASE("A period that the state cannot tell of is refused") {
  const Shop shop;
  run_once(shop);
  const CommandOutcome running = outcome_of(run_report, report(shop, "2026-11"));
  CHECK(running.status == 1);
  CHECK(running.err ==
        "charterd: 2026-11 is not over: the state has figures up to 2026-11-03 13:00:05 "
        "(Europe/Prague): ask again when it has more, or for an earlier period\n");
  const CommandOutcome before = outcome_of(run_report, report(shop, "2026-08"));
  CHECK(before.status == 1);
  CHECK(before.err ==
        "charterd: 2026-08 lies before what the state knows, which begins on 2026-09-20\n");
  CHECK_THAT(outcome_of(run_report, report(shop, "2026-09")).out,
             Catch::Contains("knows of nothing before 2026-09-20"));
}

TEST_CASE("A finished month keeps the goal that was in force at its end") {
  const Shop shop;
  const auto goal_as_of = [&](const char* goal, const std::string& since) {
    std::string charter = kCharter;
    charter.replace(charter.find("at least 50%"), 12, goal);
    shop.write("charter.yml", charter);
    Inside(shop, *config::parse_timestamp(since, config::Zone::utc())).settle();
  };
  goal_as_of("at least 40%", "2026-11-03T12:00:05Z");
  shop.append("{\"ts\":\"2026-11-05T12:00:00Z\",\"event\":\"call.answered\",\"wait\":25}\n");
  goal_as_of("at least 45%", "2026-11-20T12:00:05Z");
  goal_as_of("at least 45%", "2026-12-03T12:00:05Z");
  goal_as_of("at least 90%", "2026-12-20T12:00:05Z");
  // As of the daemon, in its first figures and when it has counted by the new goal for a while.
  for (const char* const now : {"2026-12-20T12:00:05Z", "2026-12-21T12:00:05Z"}) {
    Inside inside(shop, *config::parse_timestamp(now, config::Zone::utc()));
    inside.settle();
    const rules::TargetFigures& quick = inside.figures().targets.front();
    CHECK(quick.goal == 0.9);
    REQUIRE(quick.series.size() == 2);
    CHECK(quick.series[1].previous);
    CHECK(quick.series[1].value == 0.5);
    CHECK(quick.series[1].status == rules::Status::met);
    REQUIRE(quick.series[1].budget_remaining);
    CHECK(*quick.series[1].budget_remaining == Approx(1 - 0.5 / 0.55));
    const std::string shown = render_json(Results{inside.figures(), {}});
    CHECK_THAT(shown, Catch::Contains(R"("id":"quick","goal":"at least 90%")"));
    CHECK_THAT(shown, Catch::Contains(R"(,"goal":"at least 45%","status":"met")"));
  }
  const std::string json = outcome_of(run_report, report(shop, "2026-11", OutputFormat::json)).out;
  CHECK_THAT(json, Catch::Contains(R"("id":"quick","goal":"at least 45%","status":"met")"));
  CHECK_THAT(json, Catch::Contains(R"("charter_known_from":"2026-11-03T12:00:05Z",)"
                                   R"("charter_changes":[{"at":"2026-11-20T12:00:05Z",)"));
  CHECK_THAT(json,
             Catch::Contains(R"("targets":[{"id":"quick","change":"changed","terms":)"
                             R"({"goal":{"before":"at least 40%","after":"at least 45%"}}}]}])"));
  const std::string november = outcome_of(run_report, report(shop, "2026-11")).out;
  CHECK_THAT(november, Catch::Contains("## What changed in the charter"));
  CHECK_THAT(november, Catch::Contains("| 2026-11-20 13:00 | 3 | quick | goal | at least 40% | "
                                       "at least 45% |"));
  CHECK_THAT(november, Catch::Contains("promised before 2026-11-03 13:00 is not known"));
  const std::string html = outcome_of(run_report, report(shop, "2026-11", OutputFormat::html)).out;
  CHECK_THAT(html, Catch::Contains("<td>goal</td><td>at least 40%</td>"));
  // Nothing is known of the charter in October: the oldest that is known is the nearest.
  const std::string october = outcome_of(run_report, report(shop, "2026-10")).out;
  CHECK_THAT(october, Catch::Contains("What it promised before 2026-11-03 13:00 is not known."));
  CHECK_THAT(october, Catch::Contains("at least 40%"));
}

}  // namespace
}  // namespace charterd::daemon
