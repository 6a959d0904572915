// Whether a target's goal can be measured and can be reached.
#include <cstdint>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "config/scorecard.h"
#include "tests/config/scorecard_charter.h"

namespace charterd::config {
namespace {

TEST_CASE("Measurable: one miss must not fail what allows misses") {
  const auto with = [](Fixed ratio, std::optional<std::int64_t> minimum, Goal::Kind kind) {
    return item('M', [=](Target& target, Charter&) {
      target.goal = share(kind, ratio);
      target.minimum_events = minimum;
      target.bad = Condition{};
    });
  };
  const auto at_least = Goal::Kind::at_least;
  const auto at_most = Goal::Kind::at_most;
  check(with(990'000, 5, at_least), Grade::doubtful,
        "with minimum_events 5 a single miss can fail it; of 100 events and more one may be "
        "missed");
  CHECK(with(990'000, 99, at_least).grade == Grade::doubtful);
  CHECK(with(990'000, 100, at_least).grade == Grade::present);
  check(with(800'000, std::nullopt, at_least), Grade::doubtful,
        "without minimum_events a single miss can fail it; of 5 events and more one may be missed");
  CHECK(with(800'000, 4, at_least).grade == Grade::doubtful);
  CHECK(with(800'000, 5, at_least).grade == Grade::present);
  CHECK(with(50'000, 19, at_most).grade == Grade::doubtful);
  CHECK(with(50'000, 20, at_most).grade == Grade::present);
  // A third does not divide one evenly: of three events one is already too many.
  CHECK(with(333'333, 3, at_most).grade == Grade::doubtful);
  CHECK(with(333'333, 4, at_most).grade == Grade::present);
  check(with(1'000'000, 50, at_least), Grade::doubtful,
        "any miss fails it; write \"every one\" if that is meant");
  check(with(0, 50, at_most), Grade::doubtful,
        "any miss fails it; write \"every one\" if that is meant");
  check(with(0, 50, at_least), Grade::doubtful, "\"a share\" can never be missed");
  check(with(1'000'000, 50, at_most), Grade::doubtful, "\"a share\" can never be missed");
}

TEST_CASE("Measurable: a goal, and good or bad, must be there") {
  check(item('M', [](Target& target, Charter&) { target.good.reset(); }), Grade::missing,
        "nothing says what counts as kept (good)");
  check(item('M',
             [](Target& target, Charter&) {
               target.good.reset();
               target.goal = share(Goal::Kind::at_most, 50'000);
             }),
        Grade::missing, "nothing says what counts as a miss (bad)");
  check(item('M',
             [](Target& target, Charter&) {
               target.goal = share(Goal::Kind::every_one, 0);
               target.goal.text = "every one";
               target.minimum_events.reset();
             }),
        Grade::present, "every one");
}

TEST_CASE("Measurable: a statistic of one event is no statistic") {
  const auto with = [](const Goal& wanted, std::optional<std::int64_t> minimum) {
    return item('M', [=](Target& target, Charter&) {
      target.goal = wanted;
      target.good.reset();
      target.minimum_events = minimum;
    });
  };
  const Goal mean = goal(Goal::Kind::at_most, Statistic::mean, kFixedOne, "mean at most 1s");
  check(with(mean, std::nullopt), Grade::doubtful,
        "a single event decides it; give minimum_events");
  CHECK(with(mean, 2).grade == Grade::present);

  Goal p90 = goal(Goal::Kind::at_most, Statistic::percentile, kFixedOne, "p90 at most 1s");
  p90.percentile = 900'000;
  check(with(p90, 5), Grade::doubtful,
        "of 5 events the highest value alone decides; it takes minimum_events of 10 or more");
  check(with(p90, std::nullopt), Grade::doubtful,
        "of a single event the highest value alone decides; it takes minimum_events of 10 or "
        "more");
  CHECK(with(p90, 10).grade == Grade::present);

  const Goal count = goal(Goal::Kind::at_least, Statistic::count, kFixedOne, "count at least 1");
  check(with(count, std::nullopt), Grade::present, "count at least 1");

  Goal gap = share(Goal::Kind::gap_at_most, 5 * kFixedOne);
  const SmartItem found = item('M', [=](Target& target, Charter&) {
    target.goal = gap;
    target.minimum_events.reset();
  });
  check(found, Grade::doubtful, "a single event decides for a whole group; give minimum_events");
}

TEST_CASE("Achievable: evidence must be there, a long one is cut") {
  check(item('A', [](Target& target, Charter&) { target.evidence = {}; }), Grade::missing,
        "no evidence says that it can be reached");
  check(item('A', [](Target& target, Charter&) { target.evidence = plain(std::string(200, 'x')); }),
        Grade::present, std::string(80, 'x') + "...");
  std::string czech(79, 'x');
  czech += "ěšč";
  check(item('A', [&](Target& target, Charter&) { target.evidence = plain(czech); }),
        Grade::present, std::string(79, 'x') + "...");
}

// Achievable, of a goal on a measure.
SmartItem achievable_item(const std::string& id, const Goal& wanted,
                          std::optional<Fixed> baseline = std::nullopt) {
  return item('A', [&](Target& target, Charter&) {
    target.measure = id;
    target.goal = wanted;
    if (baseline) {
      target.baseline = Baseline{};
      target.baseline->value = baseline;
    }
  });
}

TEST_CASE("Achievable: a limit outside what a figure can be is doubtful") {
  const auto mean = [](Goal::Kind kind, Fixed amount) {
    return achievable_item("satisfaction", goal(kind, Statistic::mean, amount, "mean"));
  };
  const auto at_least = Goal::Kind::at_least;
  const auto at_most = Goal::Kind::at_most;
  CHECK(mean(at_least, 4'200'000).grade == Grade::present);
  CHECK(mean(at_least, 5'000'000).grade == Grade::present);
  check(mean(at_least, 5'100'000), Grade::doubtful, "it can never be reached: nothing is above 5");
  check(mean(at_least, 1'000'000), Grade::doubtful, "it is always reached: nothing is below 1");
  check(mean(at_most, 900'000), Grade::doubtful, "it can never be reached: nothing is below 1");
  check(mean(at_most, 5'000'000), Grade::doubtful, "it is always reached: nothing is above 5");
  CHECK(mean(at_most, 1'000'000).grade == Grade::present);

  check(achievable_item("queue_wait", goal(at_most, Statistic::mean, -kFixedOne, "mean")),
        Grade::doubtful, "it can never be reached: nothing is below 0s");
  check(achievable_item("satisfaction", goal(at_least, Statistic::nps, 101 * kFixedOne, "nps")),
        Grade::doubtful, "it can never be reached: nothing is above 100");
  check(achievable_item("queue_wait", goal(at_least, Statistic::count, 0, "count")),
        Grade::doubtful, "it is always reached: nothing is below 0");
  CHECK(achievable_item("satisfaction", goal(at_least, Statistic::sum, 9'000'000, "sum")).grade ==
        Grade::present);
  check(achievable_item("queue_wait", share(at_least, 1'200'000)), Grade::doubtful,
        "it can never be reached: nothing is above 100%");
  const auto gap = [](Fixed points) {
    return achievable_item("queue_wait", share(Goal::Kind::gap_at_most, points));
  };
  CHECK(gap(5 * kFixedOne).grade == Grade::present);
  check(gap(100 * kFixedOne), Grade::doubtful, "no gap can be above 100 points");
}

TEST_CASE("Achievable: a change must not lead out of what a figure can be") {
  const auto change = [](Goal::Kind kind, Statistic statistic, Fixed amount, bool relative) {
    Goal result = goal(kind, statistic, amount, "a change");
    result.relative = relative;
    return result;
  };
  const Goal by_half = change(Goal::Kind::raised, Statistic::mean, 500'000, true);
  check(achievable_item("satisfaction", by_half, 4'200'000), Grade::doubtful,
        "from 4.2 the change leads above 5, where no figure can be");
  CHECK(achievable_item("satisfaction", by_half, 3'000'000).grade == Grade::present);
  const Goal share_up = change(Goal::Kind::raised, Statistic::share, 50'000, false);
  check(achievable_item("queue_wait", share_up, 960'000), Grade::doubtful,
        "from 96% the change leads above 100%, where no figure can be");
  CHECK(achievable_item("queue_wait", share_up, 950'000).grade == Grade::present);
  const Goal minute_less = change(Goal::Kind::reduced, Statistic::mean, 60 * kFixedOne, false);
  check(achievable_item("queue_wait", minute_less, 30 * kFixedOne), Grade::doubtful,
        "from 30s the change leads below 0s, where no figure can be");
  CHECK(achievable_item("queue_wait", minute_less, 90 * kFixedOne).grade == Grade::present);

  // The baseline is yet to be measured.
  CHECK(achievable_item("satisfaction", by_half).grade == Grade::present);
  check(achievable_item("satisfaction",
                        change(Goal::Kind::raised, Statistic::mean, 4'100'000, false)),
        Grade::doubtful, "wherever it starts, the change leads out of 1 to 5");
  CHECK(
      achievable_item("satisfaction", change(Goal::Kind::raised, Statistic::mean, 4'000'000, false))
          .grade == Grade::present);
  check(achievable_item("satisfaction",
                        change(Goal::Kind::raised, Statistic::mean, 5 * kFixedOne, true)),
        Grade::doubtful, "wherever it starts, the change leads out of 1 to 5");
  check(
      achievable_item("queue_wait", change(Goal::Kind::reduced, Statistic::mean, kFixedOne, true)),
      Grade::doubtful, "a reduction by 100% or more leaves nothing");
  CHECK(achievable_item("queue_wait", change(Goal::Kind::reduced, Statistic::mean, 500'000, true))
            .grade == Grade::present);
}

}  // namespace
}  // namespace charterd::config
