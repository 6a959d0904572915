#include "daemon/clock.h"

#include <catch2/catch.hpp>

namespace charterd::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Two clocks that a test moves by hand.
struct HandClocks {
  Instant wall{std::chrono::hours(24 * 365 * 56)};
  Duration boot{std::chrono::hours(5)};

  TimeSources sources() {
    return {[this] { return wall; }, [this] { return boot; }};
  }
  void pass(Duration duration) {
    wall += duration;
    boot += duration;
  }
};

TEST_CASE("T is the wall clock while both clocks run alike") {
  HandClocks hands;
  Clock clock(hands.sources());
  CHECK(clock.now() == hands.wall);
  hands.pass(minutes(10));
  CHECK(clock.now() == hands.wall);
  CHECK(clock.wall_ahead() == Duration::zero());
  CHECK(clock.boot() == hands.boot);
}

TEST_CASE("T stands still after the wall clock was set back, and goes on with it later") {
  HandClocks hands;
  Clock clock(hands.sources());
  const Instant before = clock.now();
  hands.wall -= hours(1);
  hands.pass(minutes(20));
  CHECK(clock.now() == before);
  CHECK(clock.wall_ahead() == -minutes(40));
  hands.pass(minutes(40));
  CHECK(clock.now() == before);
  hands.pass(minutes(5));
  CHECK(clock.now() == before + minutes(5));
  CHECK(clock.now() == hands.wall);
}

TEST_CASE("T advances no faster than the boot clock after the wall clock was set forward") {
  HandClocks hands;
  Clock clock(hands.sources());
  const Instant before = clock.now();
  hands.wall += hours(24);
  CHECK(clock.now() == before);
  hands.pass(seconds(30));
  CHECK(clock.now() == before + seconds(30));
  CHECK(clock.wall_ahead() == hours(24));
}

TEST_CASE("A step forward that is taken back leaves no trace in T") {
  HandClocks hands;
  Clock clock(hands.sources());
  hands.wall += hours(24);
  hands.pass(seconds(30));
  clock.now();
  hands.wall -= hours(24);
  hands.pass(seconds(30));
  CHECK(clock.now() == hands.wall);
}

TEST_CASE("T catches up with a wall clock that was slow while time passed unseen") {
  HandClocks hands;
  Clock clock(hands.sources());
  const Instant before = clock.now();
  hands.wall += seconds(50);
  hands.boot += seconds(60);
  CHECK(clock.now() == before + seconds(50));
}

TEST_CASE("T never falls even if the boot clock should") {
  HandClocks hands;
  Clock clock(hands.sources());
  hands.pass(minutes(1));
  const Instant before = clock.now();
  hands.boot -= minutes(30);
  hands.wall += minutes(1);
  CHECK(clock.now() == before);
  hands.wall -= hours(2);
  CHECK(clock.now() == before);
}

TEST_CASE("The system's clocks do not fall") {
  const TimeSources sources = system_time();
  const Instant wall = sources.wall();
  const Duration boot = sources.boot();
  CHECK(wall > Instant(hours(24 * 365 * 50)));
  CHECK(sources.boot() >= boot);
}

}  // namespace
}  // namespace charterd::daemon
