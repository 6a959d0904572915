#include "rules/pauses.h"

#include <vector>

#include <catch2/catch.hpp>

namespace charterd::rules {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11} + 12h};
const ElapsedTime elapsed;

TEST_CASE("Elapsed time runs day and night, and a limit holds at its last instant") {
  CHECK(elapsed.between(kNoon, kNoon + 30h) == 30h);
  CHECK(elapsed.between(kNoon, kNoon - 1h) == 0h);
  CHECK(elapsed.after(kNoon, 30h) == kNoon + 30h);
  CHECK(elapsed.after(kNoon, 0h) == kNoon);
  CHECK(elapsed.after(kNoon, -1h) == kNoon - 1us);
  CHECK(elapsed.after(kNoon, Duration::max()) == std::nullopt);
  CHECK(elapsed.after(Instant{-1h}, Duration::max()) == Instant{Duration::max() - 1h});
}

TEST_CASE("A pause contains its beginning, not its end") {
  const Pause pause{kNoon, kNoon + 1h};
  CHECK_FALSE(pause.contains(kNoon - 1us));
  CHECK(pause.contains(kNoon));
  CHECK(pause.contains(kNoon + 1h - 1us));
  CHECK_FALSE(pause.contains(kNoon + 1h));
  CHECK(Pause{kNoon, std::nullopt}.contains(Instant::max()));
}

TEST_CASE("Pauses are taken out of elapsed time, as far as they lie within") {
  const std::vector<Pause> pauses{
      {kNoon - 2h, kNoon - 1h}, {kNoon - 30min, kNoon + 10min}, {kNoon + 1h, kNoon + 2h}};
  CHECK(measured(elapsed, kNoon, kNoon + 5min, pauses) == 0min);
  CHECK(measured(elapsed, kNoon, kNoon + 1h, pauses) == 50min);
  CHECK(measured(elapsed, kNoon, kNoon + 90min, pauses) == 50min);
  CHECK(measured(elapsed, kNoon, kNoon + 3h, pauses) == 110min);
  CHECK(measured(elapsed, kNoon, kNoon - 90min, pauses) == 0min);
}

TEST_CASE("A limit that is reached as a pause begins holds until it ends") {
  const std::vector<Pause> pauses{{kNoon - 30min, kNoon + 10min}, {kNoon + 1h, kNoon + 2h}};
  CHECK(deadline(elapsed, kNoon, 0min, pauses) == kNoon + 10min);
  CHECK(deadline(elapsed, kNoon, 50min - 1us, pauses) == kNoon + 1h - 1us);
  CHECK(deadline(elapsed, kNoon, 50min, pauses) == kNoon + 2h);
  CHECK(deadline(elapsed, kNoon, 50min + 1us, pauses) == kNoon + 2h + 1us);
  CHECK(deadline(elapsed, kNoon, -1us, pauses) == kNoon - 1us);
}

TEST_CASE("An open pause stops the clock, and the deadline with it unless it came before") {
  const std::vector<Pause> pauses{{kNoon + 1h, std::nullopt}};
  CHECK(measured(elapsed, kNoon, kNoon + 100h, pauses) == 1h);
  CHECK(deadline(elapsed, kNoon, 1h - 1us, pauses) == kNoon + 1h - 1us);
  CHECK(deadline(elapsed, kNoon, 1h, pauses) == std::nullopt);
  const std::vector<Pause> before{{kNoon - 1h, std::nullopt}};
  CHECK(deadline(elapsed, kNoon, 0h, before) == std::nullopt);
}

}  // namespace
}  // namespace charterd::rules
