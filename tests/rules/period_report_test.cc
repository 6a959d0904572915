#include "rules/period_report.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "tests/rules/world.h"

namespace charterd::tests {
namespace {

using rules::Status;
using rules::TargetFigures;
using rules::WindowFigure;
using std::chrono::hours;

constexpr const char* kMeasures = R"(
scope:
  channel: [phone, chat, store]
measures:
  wait: {events: call, value: wait, unit: seconds}
  score: {events: survey, value: score, unit: points, range: [0, 10]}
  goods: {events: sale, weight: kilograms}
cases:
  order:
    key: order
    opens: order.placed
    closes: order.done
    measures:
      order_time: {from: opens, to: closes}
)";

// One target of each kind of goal.
constexpr const char* kMonthly = R"(
defaults: {window: calendar month, by: [channel, shop]}
targets:
  share: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, exclude: {test: "yes"}, minimum_events: 5}
  few: {measure: wait, goal: at most 20%, bad: {wait: "> 30s"}}
  each: {measure: wait, goal: every one, good: {wait: "< 60s"}}
  weighted: {measure: goods, goal: at least 90%, good: {fresh: "yes"}}
  mean: {measure: wait, goal: mean at most 25s}
  p90: {measure: wait, goal: p90 at most 40s}
  nps: {measure: score, goal: nps at least 10}
  count: {measure: score, goal: count at least 60}
  sum: {measure: wait, goal: sum at most 2h}
  gap: {measure: wait, goal: gap at most 10 points, across: channel, good: {wait: "<= 20s"}}
  season: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, active: {from: 2026-11-01, to: 2027-01-01}}
  orders: {measure: order, goal: at least 80%, good: {order_time: "<= 2 days"}}
  order-mean: {measure: order_time, goal: mean at most 2 days}
)";

constexpr const char* kRolling = R"(
targets:
  share: {measure: wait, goal: at least 50%, good: {wait: "<= 20s"}, window: 28 days, by: [channel]}
  hours: {measure: wait, goal: mean at most 20s, window: 6 hours}
  count: {measure: wait, goal: count at least 1, window: 28 days}
  faster: {measure: wait, goal: mean reduced by 50%, baseline: {from: 2026-08-01, to: 2026-09-01}, deadline: 2026-11-01, window: 28 days}
)";

rules::EngineOptions daemons() { return {.metrics = true}; }

void feed(World& world, unsigned seed) {
  std::mt19937 dice(seed);
  const auto any = [&](std::initializer_list<const char*> texts) {
    return std::string(*(texts.begin() + dice() % texts.size()));
  };
  const Instant start = at("2026-08-15T00:00:00Z");
  for (int i = 0; i < 900; ++i) {
    const Instant time = start + std::chrono::minutes(dice() % (60 * 24 * 100));
    const World::Fields labels{{"channel", any({"phone", "chat", "store", "mail"})},
                               {"shop", any({"prague", "brno", "plzen"})}};
    const auto event = [&](Instant when, const char* type, World::Fields fields) {
      fields.insert(labels.begin(), labels.end());
      world.event(when, type, fields);
    };
    const std::string number = std::to_string(dice() % 45);
    switch (dice() % 4) {
      case 0:
        event(time, "survey", {{"score", std::to_string(dice() % 11)}});
        break;
      case 1:
        event(time, "sale", {{"kilograms", number}, {"fresh", any({"yes", "yes", "no"})}});
        break;
      case 2:
        event(time, "order.placed", {{"order", std::to_string(i)}});
        if (dice() % 8 == 0) break;
        event(time + hours(dice() % 72), "order.done", {{"order", std::to_string(i)}});
        break;
      default:
        event(time, "call", {{"wait", number}, {"test", any({"yes", "no", "no"})}});
    }
  }
}

const TargetFigures& target(const rules::Figures& figures, const std::string& id) {
  return *std::find_if(figures.targets.begin(), figures.targets.end(),
                       [&](const TargetFigures& one) { return one.target->id == id; });
}

void check_same(const WindowFigure& asked, const WindowFigure& previous) {
  INFO(asked.part.by << "=" << asked.part.value);
  CHECK(asked.part == previous.part);
  CHECK(asked.from == previous.from);
  CHECK(asked.to == previous.to);
  CHECK(asked.good == previous.good);
  CHECK(asked.bad == previous.bad);
  CHECK(asked.count == previous.count);
  CHECK(asked.sum == previous.sum);
  CHECK(asked.excluded == previous.excluded);
  CHECK(asked.pending == previous.pending);
  CHECK(asked.overdue == previous.overdue);
  CHECK(asked.value == previous.value);
  CHECK(asked.low == previous.low);
  CHECK(asked.high == previous.high);
  CHECK(asked.budget_remaining == previous.budget_remaining);
  CHECK(asked.status == previous.status);
  CHECK(asked.judged);
  CHECK(asked.asked);
}

TEST_CASE("A month that is over is what evaluate says of it as the previous one") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    World read(std::string(kMeasures) + kMonthly, "Europe/Prague");
    World kept(std::string(kMeasures) + kMonthly, "Europe/Prague", daemons());
    feed(read, seed);
    feed(kept, seed);
    const rules::Figures figures = read.figures("2026-11-20T12:00:00Z");
    kept.figures("2026-11-20T12:00:00Z");
    using namespace std::chrono;
    const rules::Figures period =
        kept.engine().period(Day{2026y / October / 1}, Day{2026y / November / 1});
    CHECK(period.at == figures.at);
    REQUIRE(period.targets.size() == figures.targets.size());
    for (std::size_t i = 0; i < figures.targets.size(); ++i) {
      std::vector<WindowFigure> previous = figures.targets[i].series;
      std::erase_if(previous, [](const WindowFigure& one) { return !one.previous; });
      INFO(seed << " " << figures.targets[i].target->id);
      CHECK(period.targets[i].unit == figures.targets[i].unit);
      REQUIRE(period.targets[i].series.size() == previous.size());
      for (std::size_t j = 0; j < previous.size(); ++j) {
        check_same(period.targets[i].series[j], previous[j]);
      }
    }
  }
}

class RollingPeriod : public World {
 public:
  RollingPeriod() : World(std::string(kMeasures) + kRolling, "UTC", daemons()) {
    call("2026-08-10T00:00:00Z", "40");
    call("2026-09-30T23:59:59Z", "99");
    call("2026-10-01T00:00:00Z", "20");
    call("2026-10-15T12:00:00Z", "10", "chat");
    call("2026-10-31T23:59:59Z", "30");
    call("2026-11-01T00:00:00Z", "99");
    figures("2026-11-20T12:00:00Z");
  }
  void call(const std::string& time, const std::string& wait,
            const std::string& channel = "phone") {
    event(time, "call", {{"wait", wait}, {"channel", channel}});
  }
  WindowFigure of(const std::string& id, Day from, Day to, std::size_t part = 0) {
    return target(engine().period(from, to), id).series.at(part);
  }
};

using namespace std::chrono;
const Day kSeptember{2026y / September / 1}, kOctober{2026y / October / 1},
    kNovember{2026y / November / 1};

TEST_CASE_METHOD(RollingPeriod, "A target with a rolling window is judged by the period's days") {
  const WindowFigure share = of("share", kOctober, kNovember);
  CHECK(share.good == 2);
  CHECK(share.bad == 1);
  CHECK(share.status == Status::met);
  CHECK(share.from == at("2026-10-01T00:00:00Z"));
  CHECK(share.to == at("2026-11-01T00:00:00Z"));
  CHECK(of("share", kOctober, kNovember, 1).good == 1);  // phone
  CHECK(of("share", kSeptember, kOctober).status == Status::missed);
  CHECK(of("share", kOctober + days{1}, kOctober + days{2}).status == Status::no_data);
  CHECK(of("hours", kOctober, kNovember).value == 20);
  CHECK(of("hours", kOctober, kNovember).status == Status::met);
}

TEST_CASE_METHOD(RollingPeriod, "A count for another length of time is shown and not judged") {
  const WindowFigure count = of("count", kOctober, kNovember);
  CHECK(count.count == 3);
  CHECK_FALSE(count.judged);
}

TEST_CASE_METHOD(RollingPeriod, "An improvement is judged where its deadline is reached") {
  const WindowFigure before = of("faster", kSeptember, kOctober);
  CHECK(before.value == 99);
  CHECK(before.baseline == 40);
  CHECK(before.goal_value == 20);
  CHECK_FALSE(before.judged);
  const WindowFigure at_deadline = of("faster", kOctober, kNovember);
  CHECK(at_deadline.value == 20);
  CHECK(at_deadline.expected == 20);
  CHECK(at_deadline.judged);
  CHECK(at_deadline.status == Status::met);
  CHECK_FALSE(of("faster", kNovember, kNovember + days{1}).judged);
}

TEST_CASE_METHOD(RollingPeriod, "What is known begins with the first day that counts anything") {
  CHECK(engine().first_day() == Day{2026y / August / 10});
  World nothing(std::string(kMeasures) + kRolling, "UTC", daemons());
  CHECK_FALSE(nothing.engine().first_day());
}

}  // namespace
}  // namespace charterd::tests
