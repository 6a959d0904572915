#include "rules/goal_in_force.h"

#include <catch2/catch.hpp>

#include "tests/rules/world.h"

namespace charterd::tests {
namespace {

using rules::Status;

constexpr const char* kBody = R"(
scope: {channel: [phone, chat]}
measures:
  wait: {events: call, value: wait, unit: seconds}
defaults: {window: calendar month}
targets:
  share: {measure: wait, goal: at least 90%, good: {wait: "<= 20s"}}
  few: {measure: wait, goal: at most 20%, bad: {wait: "> 20s"}}
  mean: {measure: wait, goal: mean at most 20s}
  gap: {measure: wait, goal: gap at most 10 points, across: channel, good: {wait: "<= 20s"}}
)";

TEST_CASE("The last that came into force before the end, else the earliest that is known") {
  const rules::GoalsInForce goals{{at("2026-02-01T00:00:00Z"), 1, 1, ""},
                                  {at("2026-03-01T00:00:00Z"), 2, 1, ""}};
  CHECK(rules::goal_before(goals, at("2026-01-01T00:00:00Z")).amount == 1);
  CHECK(rules::goal_before(goals, at("2026-03-01T00:00:00Z")).amount == 1);
  CHECK(rules::goal_before(goals, at("2026-03-01T00:00:01Z")).amount == 2);
}

TEST_CASE("The previous period is judged by the goal at its end, the running one by the present") {
  World world(kBody);
  for (const char* const month : {"2026-03", "2026-04"}) {
    for (const char* const wait : {"10", "30"}) {
      world.event(std::string(month) + "-05T10:00:00Z", "call",
                  {{"wait", wait}, {"channel", *wait == '1' ? "phone" : "chat"}});
      world.event(std::string(month) + "-06T10:00:00Z", "call",
                  {{"wait", wait}, {"channel", "chat"}});
    }
  }
  const auto statuses = [&](bool previous) {
    std::vector<Status> found;
    for (const auto& target : world.figures("2026-04-10T00:00:00Z").targets) {
      found.push_back(target.series[previous ? 1 : 0].status);
    }
    return found;
  };
  CHECK(statuses(true) ==
        std::vector<Status>{Status::missed, Status::missed, Status::met, Status::missed});
  const std::vector<Status> before = statuses(false);
  const Instant raised = at("2026-04-02T00:00:00Z");
  const auto goals = [&](Fixed then, Fixed now) {
    return rules::GoalsInForce{{at("2026-01-01T00:00:00Z"), then, 1, "then"},
                               {raised, now, 1, "now"}};
  };
  world.engine().set_goals({goals(400'000, 900'000), goals(600'000, 200'000),
                            goals(25'000'000, 20'000'000), goals(100'000'000, 10'000'000)});
  CHECK(statuses(true) == std::vector<Status>(4, Status::met));
  CHECK(statuses(false) == before);
  for (const auto& target : world.figures("2026-04-10T00:00:00Z").targets) {
    CHECK(target.series[0].other_goal.empty());
    CHECK(target.series[1].other_goal == "then");
  }
  CHECK(world.figures("2026-04-10T00:00:00Z").targets[0].goal == 0.9);
}

TEST_CASE("So it is by how many outcomes a verdict takes") {
  World world(kBody);
  for (const char* const channel : {"phone", "phone", "chat", "chat"}) {
    world.event("2026-03-05T10:00:00Z", "call", {{"wait", "10"}, {"channel", channel}});
    world.event("2026-04-05T10:00:00Z", "call", {{"wait", "10"}, {"channel", channel}});
  }
  const auto goals = [&](Fixed amount) {
    return rules::GoalsInForce{{at("2026-01-01T00:00:00Z"), amount, 5, "then"},
                               {at("2026-04-02T00:00:00Z"), amount, 1, "now"}};
  };
  world.engine().set_goals({goals(900'000), goals(200'000), goals(20'000'000), goals(10'000'000)});
  for (const auto& target : world.figures("2026-04-10T00:00:00Z").targets) {
    CHECK(target.series[0].status == Status::on_track);
    CHECK(target.series[1].status == Status::no_data);
    CHECK(target.series[1].other_goal.empty());
  }
}

}  // namespace
}  // namespace charterd::tests
