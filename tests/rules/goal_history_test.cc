#include "rules/goal_history.h"

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::rules {
namespace {

using config::Window;
using namespace std::chrono_literals;

Day day(int year, unsigned month, unsigned date) {
  return Day{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(date)};
}

using Days = std::vector<std::pair<Day, Day>>;

Days windows(const Window& window, Day from, Day to) {
  Days found;
  for (const DaySpan& span : past_windows(window, {from, to}))
    found.emplace_back(span.from, span.to);
  return found;
}

Window rolling(Duration length) { return {Window::Kind::rolling, length, ""}; }
Window of_kind(Window::Kind kind) { return {kind, {}, ""}; }

TEST_CASE("Calendar windows lie whole in the history; its ends may be theirs") {
  const Window month = of_kind(Window::Kind::month);
  CHECK(windows(month, day(2026, 1, 1), day(2026, 3, 1)) ==
        Days{{day(2026, 1, 1), day(2026, 2, 1)}, {day(2026, 2, 1), day(2026, 3, 1)}});
  CHECK(windows(month, day(2026, 1, 2), day(2026, 3, 31)) ==
        Days{{day(2026, 2, 1), day(2026, 3, 1)}});
  CHECK(windows(month, day(2026, 1, 2), day(2026, 2, 28)).empty());
  CHECK(windows(of_kind(Window::Kind::year), day(2024, 6, 1), day(2026, 1, 1)) ==
        Days{{day(2025, 1, 1), day(2026, 1, 1)}});
}

TEST_CASE("Rolling windows are whole days, one before the other, and end with the history") {
  CHECK(windows(rolling(7 * 24h), day(2026, 1, 1), day(2026, 1, 16)) ==
        Days{{day(2026, 1, 2), day(2026, 1, 9)}, {day(2026, 1, 9), day(2026, 1, 16)}});
  CHECK(windows(rolling(7 * 24h), day(2026, 1, 10), day(2026, 1, 16)).empty());
  const Days single = {{day(2026, 1, 1), day(2026, 1, 2)}, {day(2026, 1, 2), day(2026, 1, 3)}};
  CHECK(windows(rolling(30min), day(2026, 1, 1), day(2026, 1, 3)) == single);
  CHECK(windows(rolling(36h), day(2026, 1, 1), day(2026, 1, 3)) ==
        Days{{day(2026, 1, 1), day(2026, 1, 3)}});
}

TEST_CASE("Of very many windows the latest are looked at") {
  const Days found = windows(rolling(24h), day(2020, 1, 1), day(2026, 1, 1));
  CHECK(found.size() == kMostPastWindows);
  CHECK(found.back().second == day(2026, 1, 1));
}

config::Charter charter_of(const std::string& goal, const std::string& measure) {
  const auto loaded =
      config::parse_charter("organization: A\ntimezone: UTC\nmeasures:\n  m: " + measure +
                                "\ntargets:\n  t: {measure: m, " + goal + "}\n",
                            "charter.yml");
  REQUIRE(loaded.value);
  return *loaded.value;
}

constexpr const char* kPlain = "{events: a}";
constexpr const char* kWait = "{events: a, value: w, unit: seconds}";
constexpr const char* kScore = "{events: a, value: w, unit: points, range: [1, 5]}";

TargetFigures period(std::optional<double> value, double goal, Status status) {
  TargetFigures figures;
  figures.goal = goal;
  WindowFigure figure;
  figure.value = value;
  figure.status = status;
  figures.series.push_back(figure);
  return figures;
}

GoalHistory history(const config::Charter& charter, double goal,
                    const std::vector<double>& values) {
  const config::Target& target = charter.targets.front();
  std::vector<TargetFigures> periods;
  for (const double value : values) {
    const bool holds = target.goal.higher_is_better() ? value >= goal : value <= goal;
    periods.push_back(period(value, goal, holds ? Status::met : Status::missed));
  }
  return goal_history(charter, target, periods);
}

TEST_CASE("What was attained is counted, with the figures on either end") {
  const auto charter = charter_of("goal: at least 80%, good: {x: y}", kPlain);
  const GoalHistory found = history(charter, 0.8, {0.85, 0.75, 0.9});
  CHECK(found.windows == 3);
  CHECK(found.judged == 3);
  CHECK(found.attained == 2);
  CHECK(found.best->value == 0.9);
  CHECK(found.worst->value == 0.75);
  CHECK_FALSE(found.by_far);
  CHECK_FALSE(found.never());
}

TEST_CASE("Never is in none of at least one window") {
  const auto charter = charter_of("goal: at least 80%, good: {x: y}", kPlain);
  CHECK(history(charter, 0.8, {0.7, 0.79}).never());
  CHECK_FALSE(history(charter, 0.8, {}).never());
}

TEST_CASE("By far is half-way from the goal to the best that can be, in the worst window") {
  const auto by_far = [](const char* goal, const char* measure, double limit,
                         std::vector<double> values) {
    return history(charter_of(goal, measure), limit, values).by_far;
  };
  CHECK(by_far("goal: at least 80%, good: {x: y}", kPlain, 0.8, {0.95, 0.9}));
  CHECK_FALSE(by_far("goal: at least 80%, good: {x: y}", kPlain, 0.8, {0.95, 0.89}));
  CHECK(by_far("goal: at most 4%, bad: {x: y}", kPlain, 0.04, {0.01, 0.02}));
  CHECK_FALSE(by_far("goal: at most 4%, bad: {x: y}", kPlain, 0.04, {0.021}));
  CHECK_FALSE(by_far("goal: every one, good: {x: y}", kPlain, 1, {1, 1}));
  CHECK(by_far("goal: p90 at most 20s", kWait, 20, {10}));
  CHECK_FALSE(by_far("goal: p90 at most 20s", kWait, 20, {10.1}));
  CHECK(by_far("goal: mean at least 4", kScore, 4, {4.5}));
  CHECK_FALSE(by_far("goal: mean at least 4", kScore, 4, {4.4}));
  CHECK(by_far("goal: mean at most 3", kScore, 3, {2}));
  CHECK(by_far("goal: count at least 10", kPlain, 10, {20}));
  CHECK_FALSE(by_far("goal: count at least 10", kPlain, 10, {19}));
  CHECK(by_far("goal: nps at least 20", kScore, 20, {60}));
  CHECK_FALSE(by_far("goal: nps at least 20", kScore, 20, {59}));
  CHECK_FALSE(by_far("goal: at least 80%, good: {x: y}", kPlain, 0.8, {}));
}

TEST_CASE("Windows without enough data are windows, but not judged, nor are their figures shown") {
  const auto charter = charter_of("goal: at least 80%, good: {x: y}", kPlain);
  const GoalHistory found =
      goal_history(charter, charter.targets.front(),
                   {period(0.1, 0.8, Status::no_data), period(std::nullopt, 0.8, Status::no_data),
                    period(0.9, 0.8, Status::met)});
  CHECK(found.windows == 3);
  CHECK(found.judged == 1);
  CHECK(found.worst->value == 0.9);
}

TEST_CASE("A count of nothing that ever was is no figure") {
  const auto charter = charter_of("goal: count at least 10", kPlain);
  auto none = period(0, 10, Status::missed);
  none.series.front().count = 0;
  auto some = period(10, 10, Status::met);
  some.series.front().count = 10;
  const config::Target& target = charter.targets.front();
  CHECK(goal_history(charter, target, {none, none}).judged == 0);
  CHECK(goal_history(charter, target, {none, none}).windows == 2);
  CHECK_FALSE(goal_history(charter, target, {none, none}).worst);
  CHECK(goal_history(charter, target, {none, some}).judged == 2);
}

TEST_CASE("An improvement is not judged by what was") {
  const auto charter = charter_of(
      "goal: mean reduced by 50%, baseline: {value: 40s, start: 2026-01-01}, deadline: 2026-10-01",
      kWait);
  const GoalHistory found = history(charter, 20, {30, 35});
  CHECK(found.judged == 0);
  CHECK_FALSE(found.never());
  CHECK(found.best->value == 30);
  CHECK(found.worst->value == 35);
}

}  // namespace
}  // namespace charterd::rules
