// A source that is taken out of the configuration and comes back goes on where it was.
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Two sources of calls, of which the configuration may name either, both or none.
class RetiredTest : public PipelineTest {
 public:
  RetiredTest() : PipelineTest(2), all_(settings_.sources) {
    start_with({0, 1});
    logs_.at(0).waiting = {kStart - hours(2), kStart, kStart};
    logs_.at(1).waiting = {kStart - hours(2), kStart};
    settle();
  }

 protected:
  void settle() {
    for (int i = 0; i < 3; ++i) {
      while (pipeline_->turn() > 0) {
      }
      pass(seconds(1));
    }
  }
  void start_with(std::vector<std::size_t> sources, bool reload = false) {
    named_ = std::move(sources);
    config::Settings& settings = kept_.emplace_back();
    for (const std::size_t i : named_) settings.sources.push_back(all_.at(i));
    settings_ = settings;
    if (!reload) pipeline_.reset();
    clock_.emplace(TimeSources{[this] { return wall_; }, [this] { return boot_; }});
    auto next = std::make_unique<Pipeline>(
        Pipeline::Parts{{plan_, vocabulary_, settings, [this] { return open_sources(); }},
                        store_,
                        *clock_,
                        wakeup_,
                        log_,
                        nullptr,
                        pipeline_.get()});
    pipeline_ = std::move(next);
  }
  FakeLog& log_of(std::size_t i) override { return logs_.at(named_.at(i)); }
  const rules::TargetFigures& target(std::size_t i) const {
    return pipeline_->snapshot()->results.figures.targets.at(i);
  }
  void add_target(Duration window = hours(3)) {
    auto charter = std::make_shared<config::Charter>(*plan_->charter);
    charter->targets.push_back(charter->targets.front());
    charter->targets.back().id = "more-calls";
    charter->targets.back().window->length = window;
    vocabulary_ = {};
    plan_ = rules::Plan::compile(charter, vocabulary_);
  }

  std::list<config::Settings> kept_;  // of each pipeline
  std::vector<config::Source> all_;
  std::vector<std::size_t> named_{0, 1};
};

TEST_CASE_METHOD(RetiredTest, "A source that comes back goes on where it was") {
  const bool reload = GENERATE(false, true);
  const std::size_t gone = GENERATE(0U, 1U);
  REQUIRE(count() == 3);
  start_with({1 - gone}, reload);
  settle();
  CHECK(count() == 3);
  logs_.at(gone).waiting.push_back(wall_);
  start_with(GENERATE(std::vector<std::size_t>{0, 1}, std::vector<std::size_t>{1, 0}), reload);
  settle();
  CHECK(count() == 4);
  CHECK(logs_.at(gone).waiting.empty());
  const auto& sources = pipeline_->snapshot()->results.sources;
  CHECK(sources.at(0).counts.records + sources.at(1).counts.records == 6);
}

TEST_CASE_METHOD(RetiredTest, "A source that was taken out for months is read anew, not twice") {
  add_target(kKeepRetired * 2);
  start_with({0, 1});
  settle();
  REQUIRE(target(1).series.at(0).count == 5);
  start_with({0});
  settle();
  pass(kKeepRetired + hours(1));
  settle();
  CHECK(logged_.str().find("how far it was read is not kept any longer") != std::string::npos);
  CHECK(target(1).series.at(0).count == 5);
  const bool restarted = GENERATE(false, true);
  if (restarted) {
    start_with({0});
    CHECK_FALSE(target(1).filling);
  }
  SECTION("and what it feeds is made anew") {
    start_with({0, 1});
    CHECK(target(1).filling);
    settle();
    CHECK(pipeline_->snapshot()->results.sources.at(1).counts.records == 2);
    CHECK(logs_.at(1).taken.size() == 2);
    CHECK(target(1).series.at(0).count == 5);
    CHECK_FALSE(target(1).since);
  }
  SECTION("and what is missing then is said") {
    logs_.at(1).taken.clear();
    start_with({0, 1});
    settle();
    CHECK(target(1).series.at(0).count == 3);
    CHECK(target(1).since);
  }
}

TEST_CASE_METHOD(RetiredTest, "Of too many sources that were taken out the log says which go") {
  pipeline_.reset();
  const std::size_t all = kMostRetired + 2;
  logs_.resize(all);
  while (all_.size() < all) {
    all_.push_back(all_.back());
    all_.back().name = "more" + std::to_string(all_.size());
  }
  std::vector<std::size_t> numbers(all);
  std::iota(numbers.begin(), numbers.end(), std::size_t{});
  start_with(numbers);
  settle();
  start_with({0});
  settle();
  CHECK(logged_.str().find("source=more" + std::to_string(all)) != std::string::npos);
  CHECK(logged_.str().find("source=calls1") == std::string::npos);
}

TEST_CASE_METHOD(RetiredTest, "What was made anew without a source is made anew with it") {
  start_with({0});
  settle();
  add_target();
  start_with({0});
  settle();
  CHECK(target(0).series.at(0).count == 3);
  CHECK(target(1).series.at(0).count == 3);
  CHECK(target(1).since);  // what the other one told is missing
  start_with({0, 1});
  CHECK(target(0).series.at(0).count == 3);
  CHECK(target(1).filling);
  settle();
  CHECK(target(0).series.at(0).count == 3);
  CHECK(target(1).series.at(0).count == 5);
  CHECK_FALSE(target(1).since);
  SECTION("and only once") {
    start_with({0, 1});
    CHECK_FALSE(target(1).filling);
  }
}

TEST_CASE_METHOD(RetiredTest, "A source that has no part in what was made anew changes nothing") {
  all_.at(1).events.at(0).type.value = "visit";
  start_with({0, 1});
  settle();
  start_with({0});
  settle();
  add_target();
  start_with({0});
  settle();
  CHECK_FALSE(target(1).since);
  start_with({0, 1});
  CHECK_FALSE(target(1).filling);
}

}  // namespace
}  // namespace charterd::daemon
