// Sources for which somebody waits until what was read is kept.
#include <catch2/catch.hpp>

#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

TEST_CASE_METHOD(PipelineTest, "Who waits for a commit gets it soon, and is told") {
  source().waiting.push_back(wall_);
  pipeline_->turn();
  const int before = source().committed;
  CHECK(before > 0);
  source().asks = true;
  source().waiting.push_back(wall_);
  pipeline_->turn();
  CHECK(source().committed == before);  // one has just been
  pass(kAskedInterval);
  pipeline_->turn();
  CHECK(source().committed == before + 1);
  CHECK(count() == 2);
}

TEST_CASE_METHOD(PipelineTest, "Who waits for nothing waits for the usual commit") {
  source().waiting.push_back(wall_);
  pipeline_->turn();
  const int before = source().committed;
  source().waiting.push_back(wall_);
  pass(kAskedInterval);
  pipeline_->turn();
  CHECK(source().committed == before);
  pass(kPublishInterval);
  pipeline_->turn();
  CHECK(source().committed == before + 1);
}

TEST_CASE_METHOD(TwoSources, "Who waits is not left waiting for another source's first event") {
  source(0).hidden = source(1).hidden = true;
  pipeline_->turn();
  CHECK(source(0).committed == 0);
  source(0).asks = true;
  pass(kPublishInterval);
  pipeline_->turn();
  CHECK(source(0).committed == 1);
}

TEST_CASE_METHOD(PipelineTest, "Who waits for a commit that fails is told so") {
  source().waiting.push_back(wall_);
  store_.fail_next_commit("the disk is full");
  pipeline_->turn();
  CHECK(source().committed == 0);
  CHECK(source().failed == 1);
}

}  // namespace
}  // namespace charterd::daemon
