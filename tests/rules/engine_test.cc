#include "rules/engine.h"

#include <catch2/catch.hpp>

#include "world.h"

using namespace charterd;
using charterd::rules::Status;
using charterd::rules::WindowFigure;
using charterd::tests::at;
using charterd::tests::World;

namespace {

const char* const kCalls = R"(
measures:
  wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds}
)";

const char* const kShare = R"(
scope: {segment: [new, old]}
targets:
  calls:
    measure: wait
    goal: at least 80%
    good: {event: call.answered, wait: "<= 20s"}
    exclude: {event: call.abandoned, wait: "< 5s"}
    window: 2 hours
    by: [segment]
)";

void answered(World& world, const std::string& time, const std::string& wait,
              const std::string& segment = "new") {
  world.event(time, "call.answered", {{"wait", wait}, {"segment", segment}});
}

const WindowFigure& part(const rules::Figures& figures, const std::string& value) {
  for (const WindowFigure& figure : figures.targets.front().series) {
    if (figure.part.value == value) return figure;
  }
  FAIL("no part " << value);
  return figures.targets.front().series.front();
}

}  // namespace

TEST_CASE("a share counts what is kept, what is not and what is left out") {
  World world{std::string{kCalls} + kShare};
  answered(world, "2026-03-01T10:00:00Z", "20");
  answered(world, "2026-03-01T10:00:01Z", "20.000001", "old");
  world.event("2026-03-01T10:00:02Z", "call.abandoned", {{"wait", "4.9"}});
  world.event("2026-03-01T10:00:03Z", "call.abandoned", {{"wait", "5"}});
  world.event("2026-03-01T10:00:04Z", "survey", {{"wait", "5"}});
  const WindowFigure total = world.total("2026-03-01T10:00:30Z");
  CHECK(total.good == 1.0);
  CHECK(total.bad == 2.0);
  CHECK(total.excluded == 1);
  CHECK(*total.value == Approx(1.0 / 3));
  CHECK(*total.budget_remaining == Approx(1 - 2 / (0.2 * 3)));
  CHECK(total.status == Status::missed);
  CHECK(total.from == at("2026-03-01T08:01:00Z"));
  CHECK(total.to == at("2026-03-01T10:01:00Z"));
}

TEST_CASE("parts are listed values always, others and unknown when seen") {
  World world{std::string{kCalls} + kShare};
  answered(world, "2026-03-01T10:00:00Z", "10", "vip");
  world.event("2026-03-01T10:00:00Z", "call.answered", {{"wait", "10"}});
  const rules::Figures figures = world.figures("2026-03-01T10:00:00Z");
  const auto& series = figures.targets.front().series;
  REQUIRE(series.size() == 5);
  CHECK(series[1].part.value == "new");
  CHECK(series[2].part.value == "old");
  CHECK(series[3].part.value == "other");
  CHECK(series[4].part.value == "unknown");
  CHECK(part(figures, "new").status == Status::no_data);
  CHECK(part(figures, "other").good == 1.0);
  CHECK(figures.folded_label_values == 1);
}

TEST_CASE("an unlisted label takes twenty values, then other") {
  World world{std::string{kCalls} + R"(
targets:
  calls: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, window: 2 hours, by: [agent]}
)"};
  for (int i = 0; i < 25; ++i) {
    world.event("2026-03-01T10:00:00Z", "call.answered",
                {{"wait", "1"}, {"agent", "a" + std::to_string(i % 23)}});
  }
  const rules::Figures figures = world.figures("2026-03-01T10:00:00Z");
  CHECK(figures.targets.front().series.size() == 22);
  CHECK(part(figures, "other").good == 3.0);
  CHECK(part(figures, "a1").good == 2.0);
}

TEST_CASE("missing and unreadable values yield nothing and are counted") {
  World world{
      "measures:\n  score: {events: rated, value: s, unit: points, range: [1, 5]}\n"
      "targets:\n  mood: {measure: score, goal: mean at least 4, window: 1 day}\n"};
  const std::string time = "2026-03-01T10:00:00Z";
  world.event(time, "rated", {{"s", "5"}});
  world.event(time, "rated", {{"s", "1"}});
  world.event(time, "rated", {});
  for (const char* bad : {"0.999999", "5.000001", "five", "nan", "inf", "1e99"}) {
    world.event(time, "rated", {{"s", bad}});
  }
  const rules::Figures figures = world.figures(time);
  CHECK(figures.measures.front().no_value == 1);
  CHECK(figures.measures.front().bad_value == 6);
  CHECK(figures.targets.front().series.front().count == 2);
  CHECK(figures.targets.front().series.front().value == 3.0);
  CHECK(figures.targets.front().series.front().status == Status::missed);
}

TEST_CASE("the order of arrival changes no figure") {
  World forward{std::string{kCalls} + kShare}, backward{std::string{kCalls} + kShare};
  std::vector<std::pair<Instant, std::string>> events;
  for (int i = 0; i < 600; ++i) {
    events.emplace_back(at("2026-03-01T08:00:00Z") + std::chrono::seconds{17 * i},
                        std::to_string(i % 40));
  }
  for (const auto& [time, wait] : events) forward.event(time, "call.answered", {{"wait", wait}});
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    backward.event(event->first, "call.answered", {{"wait", event->second}});
  }
  const WindowFigure a = forward.total("2026-03-01T10:50:00Z");
  const WindowFigure b = backward.total("2026-03-01T10:50:00Z");
  CHECK(a.good == b.good);
  CHECK(a.bad == b.bad);
  // Steps from 08:51 on: 17 s * i >= 51 * 60 s, i from 180 to 599.
  CHECK(*a.good + *a.bad == 420);
}

TEST_CASE("events behind the asked instant are left out") {
  World world{std::string{kCalls} + kShare, "UTC", {false, at("2026-03-01T10:00:00Z")}};
  answered(world, "2026-03-01T10:00:00Z", "1");
  answered(world, "2026-03-01T10:00:01Z", "1");
  CHECK(world.total("2026-03-01T10:00:00Z").good == 1.0);
}

TEST_CASE("every one is missed by a single miss whatever the minimum") {
  World world{std::string{kCalls} + R"(
targets:
  all: {measure: wait, goal: every one, good: {wait: "<= 20s"}, window: 2 hours, minimum_events: 3}
)"};
  answered(world, "2026-03-01T10:00:00Z", "1");
  CHECK(world.total("2026-03-01T10:00:00Z").status == Status::no_data);
  answered(world, "2026-03-01T10:00:00Z", "2");
  answered(world, "2026-03-01T10:00:00Z", "3");
  CHECK(world.total("2026-03-01T10:00:00Z").status == Status::met);
  CHECK(!world.total("2026-03-01T10:00:00Z").budget_remaining);
  answered(world, "2026-03-01T10:00:00Z", "21");
  CHECK(world.total("2026-03-01T10:00:00Z").status == Status::missed);
}

TEST_CASE("at most counts the bad share, and its limit itself is kept") {
  World world{std::string{kCalls} + R"(
targets:
  long: {measure: wait, goal: at most 25%, bad: {wait: "> 10m"}, window: 2 hours}
)"};
  for (const char* wait : {"600", "1", "2", "600.1"}) answered(world, "2026-03-01T10:00:00Z", wait);
  const WindowFigure total = world.total("2026-03-01T10:00:00Z");
  CHECK(total.value == 0.25);
  CHECK(*total.budget_remaining == Approx(0).margin(1e-12));
  CHECK(total.status == Status::at_risk);  // it holds, but no budget is left
  answered(world, "2026-03-01T10:00:00Z", "601");
  CHECK(world.total("2026-03-01T10:00:00Z").status == Status::missed);
}

TEST_CASE("weights decide the share, numbers the minimum") {
  World world{R"(
measures:
  goods: {events: sold, weight: kg}
targets:
  organic: {measure: goods, goal: at least 90%, good: {kind: organic}, window: 1 day, minimum_events: 2}
)"};
  const std::string time = "2026-03-01T10:00:00Z";
  world.event(time, "sold", {{"kg", "9.5"}, {"kind", "organic"}});
  CHECK(world.total(time).status == Status::no_data);
  world.event(time, "sold", {{"kg", "0.5"}, {"kind", "other"}});
  world.event(time, "sold", {{"kg", "-1"}, {"kind", "other"}});
  world.event(time, "sold", {{"kind", "other"}});
  const WindowFigure total = world.total(time);
  CHECK(total.good == 9.5);
  CHECK(total.bad == 0.5);
  CHECK(total.count == 2);
  CHECK(*total.value == Approx(0.95));
  CHECK(total.status == Status::met);
}

TEST_CASE("percentiles are decided by counting") {
  const std::string body = std::string{kCalls} + "targets:\n  p: {measure: wait, goal: ";
  World most{body + "p90 at most 20s, window: 1 hour}\n"};
  World least{body + "median at least 20s, window: 1 hour}\n"};
  const std::string time = "2026-03-01T10:00:00Z";
  for (int i = 0; i < 9; ++i) answered(most, time, "20");
  answered(most, time, "100");
  CHECK(most.total(time).status == Status::met);
  answered(most, time, "20.000001");
  CHECK(most.total(time).status == Status::missed);
  answered(least, time, "19.999999");
  answered(least, time, "20");
  CHECK(least.total(time).status == Status::missed);  // the smaller of two is the median
  answered(least, time, "20");
  CHECK(least.total(time).status == Status::met);
  CHECK(*least.total(time).value == Approx(20).epsilon(0.01));
}

TEST_CASE("nps is promoters less detractors") {
  World world{
      "measures:\n  score: {events: rated, value: s, unit: points, range: [0, 10]}\n"
      "targets:\n  nps: {measure: score, goal: nps at least 25, window: 1 day}\n"};
  const std::string time = "2026-03-01T10:00:00Z";
  for (const char* score : {"10", "9", "8", "6"}) world.event(time, "rated", {{"s", score}});
  CHECK(world.total(time).value == 25.0);
  CHECK(world.total(time).status == Status::met);
}

TEST_CASE("a sum to be reached follows a straight path while its month runs") {
  World world{
      "measures:\n  sold: {events: sold, value: n, unit: count}\n"
      "targets:\n  s: {measure: sold, goal: sum at least 31, window: calendar month}\n"};
  world.event("2026-03-05T12:00:00Z", "sold", {{"n", "10"}});
  // At the start of the 11th ten of 31 days are over.
  CHECK(world.total("2026-03-11T00:00:00Z").status == Status::on_track);
  CHECK(world.total("2026-03-11T00:00:01Z").status == Status::at_risk);
  const rules::Figures april = world.figures("2026-04-01T00:00:00Z");
  const auto& series = april.targets.front().series;
  REQUIRE(series.size() == 2);
  CHECK(series[0].value == 0.0);
  CHECK(series[0].status == Status::on_track);
  CHECK(series[1].previous);
  CHECK(series[1].value == 10.0);
  CHECK(series[1].status == Status::missed);
}

TEST_CASE("a goal that holds is on track in a running period and met in the finished one") {
  World world{std::string{kCalls} + R"(
targets:
  c: {measure: wait, goal: mean at most 20s, window: calendar day}
)",
              "Europe/Prague"};
  answered(world, "2026-03-28T22:59:59Z", "100");  // the 28th
  answered(world, "2026-03-28T23:00:00Z", "10");   // the 29th, 23 hours long
  answered(world, "2026-03-29T21:59:59Z", "20");
  answered(world, "2026-03-29T22:00:00Z", "90");  // the 30th
  const rules::Figures figures = world.figures("2026-03-29T21:59:59Z");
  const auto& series = figures.targets.front().series;
  CHECK(series[0].count == 2);
  CHECK(series[0].value == 15.0);
  CHECK(series[0].status == Status::on_track);
  CHECK(series[0].from == at("2026-03-28T23:00:00Z"));
  CHECK(series[0].to == at("2026-03-29T22:00:00Z"));
  CHECK(series[1].value == 100.0);
  CHECK(series[1].status == Status::missed);
  CHECK(world.figures("2026-03-30T10:00:00Z").targets.front().series[1].status == Status::met);
}

TEST_CASE("a gap compares listed groups that have enough outcomes") {
  World world{std::string{kCalls} + R"(
scope: {segment: [a, b, c]}
targets:
  equal:
    {measure: wait, goal: gap at most 50 points, across: segment, good: {wait: "<= 20s"},
     window: 1 hour, minimum_events: 2}
)"};
  const std::string time = "2026-03-01T10:00:00Z";
  answered(world, time, "1", "a");
  answered(world, time, "1", "a");
  answered(world, time, "99", "b");
  answered(world, time, "99", "other-thing");
  answered(world, time, "99", "other-thing");
  CHECK(world.total(time).status == Status::no_data);
  CHECK(!world.total(time).value);
  answered(world, time, "1", "b");
  CHECK(world.total(time).value == 50.0);
  CHECK(world.total(time).status == Status::met);
  answered(world, time, "99", "b");
  CHECK(*world.total(time).value == Approx(100 * (1 - 1.0 / 3)));
  CHECK(world.total(time).status == Status::missed);
}

TEST_CASE("an improvement follows its path and is final at the deadline") {
  World world{std::string{kCalls} + R"(
targets:
  halve:
    {measure: wait, goal: mean reduced by 50%, window: 1 day,
     baseline: {from: 2026-01-01, to: 2026-01-11}, deadline: 2026-01-21}
)"};
  answered(world, "2026-01-01T00:00:00Z", "90");
  answered(world, "2026-01-10T23:59:59Z", "110");
  answered(world, "2026-01-11T00:00:00Z", "80");
  CHECK(world.total("2026-01-10T23:59:59Z").status == Status::no_data);
  CHECK(!world.total("2026-01-10T23:59:59Z").baseline);
  const WindowFigure begin = world.total("2026-01-11T12:00:00Z");
  CHECK(begin.baseline == 100.0);
  CHECK(begin.goal_value == 50.0);
  CHECK(*begin.expected == Approx(97.5));
  CHECK(begin.status == Status::on_track);
  answered(world, "2026-01-16T12:00:00Z", "80");
  CHECK(world.total("2026-01-16T12:00:00Z").status == Status::at_risk);  // the path is at 72.5
  answered(world, "2026-01-20T23:59:59Z", "50");
  CHECK(world.total("2026-01-20T23:59:59Z").status == Status::met);
  answered(world, "2026-01-21T00:00:00Z", "500");
  const WindowFigure end = world.total("2026-02-21T00:00:00Z");
  CHECK(end.value == 50.0);
  CHECK(end.status == Status::met);
  CHECK(end.to == at("2026-01-21T00:00:00Z"));
  answered(world, "2026-01-20T10:00:00Z", "52");  // late, but in the last window
  CHECK(world.total("2026-02-21T00:00:00Z").status == Status::missed);
}

TEST_CASE("exempt outcomes leave the figures, those out of season are not counted at all") {
  World world{std::string{kCalls} + R"(
exempt:
  - {from: 2026-03-02, to: 2026-03-03, targets: [calls], because: Flood.}
targets:
  calls:
    {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, window: 7 days,
     active: {from: 2026-03-01, to: 2026-03-05}}
)"};
  answered(world, "2026-02-28T23:59:59Z", "99");
  answered(world, "2026-03-01T00:00:00Z", "1");
  answered(world, "2026-03-02T00:00:00Z", "99");
  answered(world, "2026-03-02T23:59:59Z", "99");
  answered(world, "2026-03-03T00:00:00Z", "1");
  answered(world, "2026-03-05T00:00:00Z", "99");
  const WindowFigure total = world.total("2026-03-04T23:59:59Z");
  CHECK(total.good == 2.0);
  CHECK(total.bad == 0.0);
  CHECK(total.excluded == 2);
  CHECK(total.status == Status::met);
  CHECK(world.total("2026-03-05T00:00:00Z").status == Status::no_data);
}

TEST_CASE("metrics add short windows, months, decisions and histograms") {
  World world{std::string{kCalls} + kShare, "UTC", {true, std::nullopt}};
  answered(world, "2026-02-27T09:57:00Z", "1");
  answered(world, "2026-03-01T09:57:00Z", "30");
  answered(world, "2026-03-01T09:58:00Z", "10");
  const rules::Figures figures = world.figures("2026-03-01T10:02:00Z");
  const rules::TargetFigures& target = figures.targets.front();
  const auto sum = [&](rules::WindowSums::Length length, const std::string& value) {
    for (const auto& sums : target.sums) {
      if (sums.length == length && sums.part.value == value)
        return std::pair{sums.first, sums.second};
    }
    return std::pair{-1.0, -1.0};
  };
  using Length = rules::WindowSums::Length;
  CHECK(sum(Length::m5, "") == std::pair{1.0, 0.0});
  CHECK(sum(Length::m30, "") == std::pair{1.0, 1.0});
  CHECK(sum(Length::d3, "new") == std::pair{2.0, 1.0});
  CHECK(sum(Length::d3, "old") == std::pair{0.0, 0.0});
  REQUIRE(target.months.size() == 2);
  CHECK(target.months[0].month == "2026-02");
  CHECK(target.months[1].value == 0.5);
  CHECK(target.decisions.front().good == 2.0);
  REQUIRE(figures.histograms.size() == 2);
  CHECK(figures.histograms.front().sum == 41.0);
}
