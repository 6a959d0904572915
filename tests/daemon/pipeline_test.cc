#include "daemon/pipeline.h"

#include <chrono>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

using collectors::Reason;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE_METHOD(PipelineTest, "There is a snapshot before the first turn") {
  const SnapshotPtr snapshot = pipeline_->snapshot();
  REQUIRE(snapshot);
  CHECK_FALSE(snapshot->ready);
  CHECK(snapshot->waiting_for.empty());  // nothing is known to be there
  CHECK(snapshot->results.figures.at == kStart);
  CHECK(snapshot->results.sources.at(0).name == "calls0");
  CHECK(snapshot->results.figures.targets.at(0).target->id == "many-calls");
}

TEST_CASE_METHOD(PipelineTest, "A source without anything makes the daemon ready at once") {
  CHECK(pipeline_->turn() == 0);
  CHECK(pipeline_->snapshot()->ready);
  CHECK(at() == kStart);
  CHECK(count() == 0);
}

TEST_CASE_METHOD(PipelineTest, "Until all is read T is the latest event, then the clock") {
  source().waiting = {kStart - hours(50), kStart - hours(20), kStart - hours(30)};
  CHECK(pipeline_->turn() == 1);
  CHECK_FALSE(pipeline_->snapshot()->ready);
  CHECK(at() == kStart - hours(50));
  CHECK(count() == 1);
  CHECK(pipeline_->snapshot()->waiting_for == "calls0");
  pass(seconds(1));
  pipeline_->turn();
  CHECK(at() == kStart - hours(20));
  pass(seconds(1));
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->ready);
  CHECK(at() == kStart + seconds(2));
  CHECK(count() == 0);
}

TEST_CASE_METHOD(PipelineTest, "Nothing is published of the time before the first event") {
  source().hidden = true;
  const SnapshotPtr first = pipeline_->snapshot();
  pass(hours(2));
  pipeline_->turn();
  CHECK(pipeline_->snapshot() == first);
  source().hidden = false;
  source().waiting = {kStart - hours(50), kStart - hours(50)};
  pipeline_->turn();
  CHECK(at() == kStart - hours(50));
}

TEST_CASE_METHOD(TwoSources, "The daemon is ready when the last source is") {
  source(1).hidden = true;
  source(0).waiting = {kStart - hours(2)};
  pipeline_->turn();
  CHECK_FALSE(pipeline_->snapshot()->ready);
  CHECK(pipeline_->snapshot()->waiting_for == "calls1");
  CHECK(pipeline_->snapshot()->states.at(0).caught_up);
  CHECK_FALSE(pipeline_->snapshot()->states.at(1).caught_up);
  source(1).hidden = false;
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->ready);
}

TEST_CASE_METHOD(TwoSources, "Each source gets its turn") {
  for (int i = 0; i < 3; ++i) {
    source(0).waiting.push_back(kStart);
    source(1).waiting.push_back(kStart);
  }
  CHECK(pipeline_->turn() == 2);
  CHECK(source(0).waiting.size() == 2);
  CHECK(source(1).waiting.size() == 2);
}

TEST_CASE_METHOD(PipelineTest, "Figures are published at most once a second") {
  pipeline_->turn();
  source().waiting = {kStart, kStart, kStart};
  pipeline_->turn();
  CHECK(count() == 0);
  pass(milliseconds(999));
  pipeline_->turn();
  CHECK(count() == 0);
  pass(milliseconds(1));
  pipeline_->turn();
  CHECK(count() == 3);
}

TEST_CASE_METHOD(PipelineTest, "Nothing is published when nothing has changed within a step") {
  wall_ = kStart + seconds(20);  // a minute begins 20 seconds before kStart
  pipeline_->turn();
  const SnapshotPtr first = pipeline_->snapshot();
  pass(seconds(10));
  pipeline_->turn();
  CHECK(pipeline_->snapshot() == first);
  pass(seconds(30));
  pipeline_->turn();
  CHECK(pipeline_->snapshot() != first);
}

TEST_CASE_METHOD(PipelineTest, "What was written while it was read is not later than T") {
  pipeline_->turn();
  pass(seconds(1));
  source().waiting = {wall_ + milliseconds(5)};
  source().on_read = [this] { pass(milliseconds(10)); };
  pipeline_->turn();
  CHECK(count() == 1);
  CHECK(at() >= source().taken.at(0));
}

TEST_CASE_METHOD(PipelineTest, "Windows move on without events") {
  source().waiting = {kStart, kStart};
  while (pipeline_->turn() > 0) {
  }
  pass(seconds(1));
  pipeline_->turn();
  CHECK(count() == 2);
  pass(hours(2));
  pipeline_->turn();
  CHECK(count() == 0);
}

TEST_CASE_METHOD(PipelineTest, "An event over five minutes ahead is rejected and reported") {
  source().waiting = {kStart + minutes(5), kStart + minutes(5) + Duration(1)};
  while (pipeline_->turn() > 0) {
  }
  const auto& counts = pipeline_->snapshot()->results.sources.at(0).counts;
  CHECK(counts.accepted == 1);
  CHECK(counts.rejected[static_cast<std::size_t>(Reason::future)] == 1);
  CHECK(logged_.str().find("msg=\"record rejected\" source=calls file=/calls.log line=2 offset=0 "
                           "reason=future") != std::string::npos);
}

TEST_CASE_METHOD(PipelineTest, "T never falls, though the latest event is ahead of the clock") {
  source().waiting = {kStart + minutes(4), kStart - hours(1)};
  pipeline_->turn();
  const Instant first = at();
  CHECK(first == kStart);
  pass(seconds(1));
  pipeline_->turn();
  CHECK(at() == kStart + seconds(1));
}

TEST_CASE_METHOD(PipelineTest, "A source is silent when no event has come for too long") {
  source().waiting = {kStart - minutes(10)};
  while (pipeline_->turn() > 0) {
  }
  CHECK_FALSE(pipeline_->snapshot()->states.at(0).silent);
  pass(minutes(5));
  pipeline_->turn();
  CHECK_FALSE(pipeline_->snapshot()->states.at(0).silent);
  pass(seconds(1));
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).silent);
  source().waiting = {wall_};
  pass(seconds(1));
  pipeline_->turn();
  CHECK_FALSE(pipeline_->snapshot()->states.at(0).silent);
}

TEST_CASE_METHOD(PipelineTest, "A source that never had an event is silent after the same time") {
  pipeline_->turn();
  pass(minutes(15));
  pipeline_->turn();
  CHECK_FALSE(pipeline_->snapshot()->states.at(0).silent);
  pass(seconds(1));
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).silent);
}

TEST_CASE_METHOD(PipelineTest, "How long a source has been behind is told") {
  source().waiting = {kStart - hours(1)};
  source().hidden = true;
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).behind == seconds(0));
  pass(seconds(3));
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).behind == seconds(3));
  pass(seconds(4));
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).behind == seconds(7));
  source().hidden = false;
  pipeline_->turn();
  CHECK(pipeline_->snapshot()->states.at(0).behind == seconds(0));
}

TEST_CASE_METHOD(PipelineTest, "Sources look for new files once a second") {
  pipeline_->turn();
  pipeline_->turn();
  CHECK(source().rescans == 1);
  pass(seconds(1));
  pipeline_->turn();
  CHECK(source().rescans == 2);
}

TEST_CASE_METHOD(PipelineTest, "Problems of a source reach the log") {
  source().problems = {{"/calls.log", "permission denied: let charterd read it"}};
  pipeline_->turn();
  CHECK(logged_.str().find("level=warn msg=\"permission denied: let charterd read it\" "
                           "source=calls0 file=/calls.log") != std::string::npos);
}

TEST_CASE_METHOD(PipelineTest, "A wall clock set forward is told once") {
  pipeline_->turn();
  wall_ += hours(2);
  pipeline_->turn();
  pipeline_->turn();
  const std::string log = logged_.str();
  CHECK(log.find("the wall clock was set forward") != std::string::npos);
  CHECK(log.find("the wall clock was set forward") == log.rfind("the wall clock was set forward"));
  CHECK(at() < kStart + minutes(1));
}

TEST_CASE_METHOD(PipelineTest, "Running ends soon after a stop is asked for") {
  std::jthread thread([this](const std::stop_token& stop) { pipeline_->run(stop); });
  const auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (!pipeline_->snapshot()->ready && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  thread.request_stop();
  thread.join();
  CHECK(store_.stats().commits >= 1);
}

}  // namespace
}  // namespace charterd::daemon
