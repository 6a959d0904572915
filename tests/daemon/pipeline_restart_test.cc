// What outlives the process, and what a store that fails makes of the figures.
#include <chrono>
#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class RestartTest : public PipelineTest {
 public:
  using PipelineTest::PipelineTest;

 protected:
  void read_all() {
    while (pipeline_->turn() > 0) {
    }
  }
  /// As often as it takes for all that was read to be committed, and then once more.
  void settle() {
    read_all();
    pass(seconds(1));
    read_all();
  }
  bool logged(const std::string& text) const {
    return logged_.str().find(text) != std::string::npos;
  }
  bool logged_twice(const std::string& text) const {
    return logged_.str().find(text) != logged_.str().rfind(text);
  }
};

TEST_CASE_METHOD(RestartTest, "A new process begins with the figures of the old one") {
  source().waiting = {kStart, kStart};
  settle();
  REQUIRE(count() == 2);
  const Instant then = at();
  pass(minutes(3));
  start();
  CHECK(count() == 2);
  CHECK(at() == then);
  CHECK(pipeline_->snapshot()->results.sources.at(0).counts.records == 2);
  CHECK_FALSE(pipeline_->snapshot()->ready);
  source().waiting.push_back(kStart + minutes(3));
  settle();
  CHECK(count() == 3);
  CHECK(pipeline_->snapshot()->ready);
}

TEST_CASE_METHOD(RestartTest, "What was read but not committed is read again, once") {
  source().waiting = {kStart};
  settle();
  source().waiting = {kStart, kStart, kStart};
  read_all();  // a commit follows the first of them, and no second one in the same second
  REQUIRE(count() == 2);
  REQUIRE(source().taken.size() == 4);
  start();
  CHECK(count() == 2);
  settle();
  CHECK(count() == 4);
  CHECK(source().taken.size() == 4);
}

TEST_CASE_METHOD(RestartTest, "A stop commits what was read") {
  source().waiting = {kStart};
  settle();
  source().waiting = {kStart, kStart, kStart};
  read_all();
  REQUIRE(count() == 2);
  std::stop_source stop;
  stop.request_stop();
  pipeline_->run(stop.get_token());
  CHECK(count() == 4);
  start();
  CHECK(count() == 4);
}

TEST_CASE_METHOD(RestartTest, "T does not fall when the clock does while nobody is there") {
  source().waiting = {kStart};
  settle();
  const Instant then = at();
  wall_ -= hours(1);
  start();
  CHECK(at() == then);
  CHECK(logged("the kept figures are later than the wall clock"));
  settle();
  CHECK(at() == then);
  wall_ += hours(1) + minutes(2);
  boot_ += hours(1) + minutes(2);
  settle();
  CHECK(at() > then);
  CHECK(at() <= wall_);
}

TEST_CASE_METHOD(RestartTest, "Until all is read again T stays where it was") {
  source().waiting = {kStart - hours(5)};
  settle();
  const Instant then = at();
  pass(hours(1));
  source().waiting = {then - hours(2), then + minutes(30)};
  start();
  source().hidden = true;
  pipeline_->turn();
  pass(seconds(1));
  pipeline_->turn();
  CHECK_FALSE(pipeline_->snapshot()->ready);
  CHECK(at() >= then);
  CHECK(at() <= then + minutes(30));
}

TEST_CASE_METHOD(RestartTest, "A failed commit takes back what was read, and says so") {
  source().waiting = {kStart};
  settle();
  REQUIRE(count() == 1);
  store_.fail_next_commit("the disk is full");
  store_.fail_next_reopen("the disk is still full");
  source().waiting = {kStart, kStart};
  read_all();
  CHECK(count() == 1);
  CHECK(pipeline_->snapshot()->stale_because == "the disk is full");
  const std::string error = "the state cannot be written, figures stand still: the disk is full";
  CHECK(logged(error));
  CHECK_FALSE(logged_twice(error));

  const int polls = source().polls;
  CHECK(pipeline_->turn() == 0);
  CHECK(source().polls == polls);  // nothing is read meanwhile
  pass(seconds(1));
  pipeline_->turn();
  CHECK(source().polls == polls);
  CHECK(pipeline_->snapshot()->stale_because == "the disk is still full");
  CHECK(count() == 1);

  pass(seconds(1));
  settle();
  settle();
  CHECK(count() == 3);
  CHECK(pipeline_->snapshot()->stale_because.empty());
  CHECK(pipeline_->snapshot()->ready);
  CHECK(source().taken.size() == 3);
  CHECK(logged("the state can be written again"));
}

TEST_CASE_METHOD(RestartTest, "A commit that failed after it was kept counts nothing twice") {
  source().waiting = {kStart};
  settle();
  store_.fail_next_commit("the disk is gone", true);
  source().waiting = {kStart, kStart};
  read_all();
  CHECK(count() == 1);
  pass(seconds(1));
  settle();
  settle();
  CHECK(count() == 3);
  CHECK(source().taken.size() == 3);
}

TEST_CASE_METHOD(RestartTest, "While the clock is far ahead nothing is read, and so nothing lost") {
  source().waiting = {kStart};
  settle();
  wall_ += hours(1);
  source().waiting = {kStart + hours(1)};
  settle();
  CHECK(count() == 1);
  CHECK(source().waiting.size() == 1);
  CHECK(pipeline_->snapshot()->stale_because.find("charterd is restarted") != std::string::npos);
  SECTION("the time was right: a restart goes on") {
    start();
    settle();
    CHECK(source().waiting.empty());
    CHECK(pipeline_->snapshot()->results.sources.at(0).counts.accepted == 2);
    CHECK(pipeline_->snapshot()->stale_because.empty());
  }
  SECTION("it was wrong: once it is set back all goes on") {
    wall_ -= hours(1);
    source().waiting.push_back(kStart);
    settle();
    settle();
    CHECK(source().waiting.empty());
    CHECK(count() == 2);
    CHECK(pipeline_->snapshot()->stale_because.empty());
  }
}

class ChangeTest : public RestartTest {
 public:
  using RestartTest::RestartTest;

 protected:
  /// A second target on the same measure, and then whatever `change` does.
  template <class Change>
  void restart_with(const Change& change) {
    auto charter = std::make_shared<config::Charter>(*plan_->charter);
    change(*charter);
    vocabulary_ = {};
    plan_ = rules::Plan::compile(charter, vocabulary_);
    start();
  }
  static void add_target(config::Charter& charter) {
    charter.targets.push_back(charter.targets.front());
    charter.targets.back().id = "more-calls";
    charter.targets.back().window->length = hours(3);
  }
  const rules::TargetFigures& target(std::size_t i) const {
    return pipeline_->snapshot()->results.figures.targets.at(i);
  }
  std::int64_t count_of(std::size_t i) const { return *target(i).series.at(0).count; }
};

TEST_CASE_METHOD(ChangeTest, "A new target is filled from what is there, and the others go on") {
  source().waiting = {kStart - hours(2), kStart, kStart};
  settle();
  const std::size_t taken = source().taken.size();
  restart_with(add_target);
  CHECK(logged("targets=more-calls"));
  CHECK(count() == 2);
  CHECK(target(1).filling);
  CHECK(count_of(1) == 0);
  source().waiting.push_back(kStart);
  settle();
  settle();
  CHECK(logged("the new targets are complete"));
  CHECK(count() == 3);
  CHECK(count_of(1) == 4);
  CHECK_FALSE(target(1).filling);
  CHECK_FALSE(target(1).since);
  CHECK(source().taken.size() == taken + 1);  // by the first one
  start();
  CHECK(count() == 3);
  CHECK(count_of(1) == 4);
}

TEST_CASE_METHOD(ChangeTest, "What is gone from the files is said") {
  source().waiting = {kStart - hours(2), kStart, kStart};
  settle();
  source().gone = 2;
  restart_with(add_target);
  settle();
  settle();
  CHECK(count() == 2);
  CHECK(count_of(1) == 1);
  CHECK(target(1).since == kStart);
  CHECK_FALSE(target(0).since);
  CHECK(logged("the files do not go back as far as the state"));
  start();
  CHECK(target(1).since == kStart);
}

TEST_CASE_METHOD(ChangeTest, "What is gone from the middle of the files is said") {
  source().waiting = {kStart - hours(2), kStart, kStart};
  settle();
  source().lost = 1;
  restart_with(add_target);
  settle();
  settle();
  CHECK(count_of(1) == 2);
  CHECK_FALSE(target(1).since);
  CHECK(logged("though they go back far enough: the new figures lack it"));
  CHECK(logged("source=calls0 records=1"));
  CHECK(logged("records_found=2 records_known=3"));
}

/// Of calls, of which files tell, and visits, which are posted and cannot be read again.
class CallsAndVisits : public ChangeTest {
 public:
  CallsAndVisits() : ChangeTest(2) {
    settings_.sources[1].events[0].type.value = "visit";
    restart_with([](config::Charter& charter) {
      charter.measures.push_back(charter.measures.front());
      charter.measures.back().id = "visits";
      charter.measures.back().events.names = {"visit"};
      charter.targets.push_back(charter.targets.front());
      charter.targets.back().id = "many-visits";
      charter.targets.back().measure = "visits";
    });
    source(0).waiting = {kStart - hours(2), kStart};
    source(1).waiting = {kStart - hours(2), kStart};
    settle();
    source(1).gone = 2;
  }

 protected:
  void change_windows() {
    restart_with([](config::Charter& charter) {
      for (config::Target& changed : charter.targets) changed.window->length = hours(3);
    });
    settle();
    settle();
  }
};

TEST_CASE_METHOD(CallsAndVisits, "What a source cannot give again is said of what it feeds alone") {
  change_windows();
  CHECK(count_of(0) == 2);
  CHECK(count_of(1) == 0);
  CHECK_FALSE(target(0).since);
  CHECK(target(1).since == at());
  CHECK(logged("the files do not go back as far as the state"));
}

TEST_CASE_METHOD(CallsAndVisits,
                 "A source whose events are named by a field may feed all targets") {
  settings_.sources[1].events[0].type = {};
  settings_.sources[1].events[0].type.field = "event";
  SECTION("and it has told something") {
    change_windows();
    CHECK(target(0).since == at());
  }
  SECTION("and it has told all that it told before again") {
    source(1).gone = 0;
    change_windows();
    CHECK_FALSE(target(0).since);
  }
}

TEST_CASE_METHOD(ChangeTest, "A process that ends while a target is filled goes on filling it") {
  source().waiting = {kStart, kStart, kStart};
  settle();
  restart_with(add_target);
  pass(seconds(1));
  pipeline_->turn();  // commits whose state it is
  CHECK(target(1).filling);
  start();
  CHECK(target(1).filling);
  settle();
  settle();
  CHECK(count() == 3);
  CHECK(count_of(1) == 3);
}

TEST_CASE_METHOD(ChangeTest, "Targets may be reordered and left out") {
  source().waiting = {kStart - hours(2), kStart};
  settle();
  restart_with(add_target);
  settle();
  settle();
  REQUIRE(count_of(1) == 2);
  const std::size_t taken = source().taken.size();
  restart_with(
      [](config::Charter& charter) { std::swap(charter.targets.at(0), charter.targets.at(1)); });
  CHECK(count_of(0) == 2);
  CHECK(count_of(1) == 1);
  settle();
  restart_with([](config::Charter& charter) { charter.targets.pop_back(); });
  CHECK(count_of(0) == 2);
  settle();
  start();
  CHECK(count_of(0) == 2);
  CHECK(source().taken.size() == taken);
}

TEST_CASE_METHOD(ChangeTest, "A failed commit while a target is filled loses nothing") {
  source().waiting = {kStart, kStart, kStart};
  settle();
  restart_with(add_target);
  settle();
  store_.fail_next_commit("the disk is full");
  source().waiting = {kStart};
  settle();
  pass(seconds(2));
  settle();
  settle();
  CHECK(count() == 4);
  CHECK(count_of(1) == 4);
}

TEST_CASE_METHOD(RestartTest, "A goal's number alone changes at once") {
  source().waiting = {kStart, kStart};
  settle();
  auto other = std::make_shared<config::Charter>(*counting_charter());
  other->targets.at(0).goal.amount = 3 * kFixedOne;
  vocabulary_ = {};
  plan_ = rules::Plan::compile(other, vocabulary_);
  const std::size_t taken = source().taken.size();
  start();
  CHECK(count() == 2);
  CHECK(pipeline_->snapshot()->results.figures.targets.at(0).goal == 3.0);
  settle();
  CHECK(source().taken.size() == taken);
}

TEST_CASE_METHOD(RestartTest, "A damaged row is refused at the start") {
  source().waiting = {kStart};
  settle();
  config::RowChanges damage;
  damage.put({config::Table::measures, 0}, "nonsense");
  store_.commit(std::move(damage));
  REQUIRE(store_.result());
  CHECK_THROWS_AS(start(), std::runtime_error);
}

}  // namespace
}  // namespace charterd::daemon
