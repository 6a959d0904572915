// When customers come.
#include "daemon/simulate_curve.h"

#include <chrono>

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Instant kMonday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};

TEST_CASE("the daily curve has a rate of 1 on average over a week") {
  DailyCurve curve(config::Zone::utc());
  double sum = 0;
  constexpr int kSteps = 7 * 24 * 4;
  for (int step = 0; step < kSteps; ++step) sum += curve.at(kMonday + step * 15min).rate;
  CHECK(sum / kSteps == Approx(1).epsilon(0.005));
}

TEST_CASE("nights are quiet, the late morning is busiest, weekends are calmer") {
  DailyCurve curve(config::Zone::utc());
  const auto rate = [&](Duration after) { return curve.at(kMonday + after).rate; };
  CHECK(rate(3h) < 0.1);
  CHECK(rate(11h) > 2);
  CHECK(rate(13h + 30min) < rate(11h));
  CHECK(rate(15h + 30min) > rate(13h + 30min));
  CHECK(rate(15h + 30min) < rate(11h));
  CHECK(rate(5 * 24h + 11h) < 0.8 * rate(11h));
  CHECK(rate(6 * 24h + 11h) < rate(5 * 24h + 11h));
}

TEST_CASE("the curve follows the local time of its zone, through a change of the clocks") {
  DailyCurve prague(*config::Zone::find("Europe/Prague"));
  DailyCurve utc(config::Zone::utc());
  const Instant winter = kMonday + 10h;            // 11:00 in Prague
  const Instant summer = kMonday + 28 * 24h + 9h;  // 11:00 in Prague
  CHECK(prague.at(winter).rate == utc.at(winter + 1h).rate);
  CHECK(prague.at(summer).rate == prague.at(winter).rate);
}

TEST_CASE("the rate stands still within a quarter of an hour") {
  DailyCurve curve(config::Zone::utc());
  const DailyCurve::Step step = curve.at(kMonday + 9h + 7min);
  CHECK(step.begin == kMonday + 9h);
  CHECK(step.end == kMonday + 9h + 15min);
  CHECK(curve.at(step.begin).rate == step.rate);
  CHECK(curve.at(step.end).rate != step.rate);
}

}  // namespace
}  // namespace charterd::daemon
