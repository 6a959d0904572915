// What the pipeline makes of the ends of its waiting.
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/daemon/pipeline_world.h"

namespace charterd::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Cause = Wakeup::Cause;

class WaitingTest : public PipelineTest {
 protected:
  /// Runs until all is read and the pipeline waits; then the wait ends as `end` says, and the next
  /// one at which it is done is the last.
  void run(const std::function<Cause(milliseconds)>& end, const std::function<bool()>& done) {
    std::stop_source stop;
    bool ended = false;
    int waits = 0;
    wakeup_.on_wait = [&](milliseconds timeout) {
      // A test that fails must end, too.
      if (done() || ++waits > 100) {
        stop.request_stop();
        return Cause::interrupted;
      }
      if (pipeline_->snapshot()->ready && !std::exchange(ended, true)) return end(timeout);
      pass(timeout);
      return Cause::timeout;
    };
    pipeline_->run(stop.get_token());
    CHECK(done());
  }
  void write() { source().waiting.push_back(wall_); }
  bool all_is_read() const { return logs_.at(0).taken.size() == 1; }
};

TEST_CASE_METHOD(WaitingTest, "A change is read at once, when the sources have settled") {
  Duration then{};
  int rescans = 0;
  run(
      [&](milliseconds) {
        write();
        then = boot_;
        rescans = source().rescans;
        return Cause::change;
      },
      [&] { return all_is_read(); });
  CHECK(boot_ == then);
  CHECK(source().rescans == rescans);
  CHECK(wakeup_.paused == std::vector{milliseconds(100)});
}

TEST_CASE_METHOD(WaitingTest, "Without a change the sources are looked into once a second") {
  wakeup_.available = GENERATE(true, false);
  source().folders = {"/logs"};
  Duration then{};
  run(
      [&](milliseconds timeout) {
        write();
        then = boot_;
        pass(timeout);
        return Cause::timeout;
      },
      [&] { return all_is_read(); });
  CHECK(wakeup_.watched == std::vector<std::string>{"/logs"});
  CHECK(boot_ - then <= seconds(1));
  CHECK(wakeup_.paused.empty());
  const bool said = logged_.str().find("cannot be watched and are looked into once a second") !=
                    std::string::npos;
  CHECK(said != wakeup_.available);
}

TEST_CASE_METHOD(WaitingTest, "When changes were lost new files are looked for at once") {
  Duration then{};
  int rescans = 0;
  run(
      [&](milliseconds) {
        then = boot_;
        rescans = source().rescans;
        return Cause::overflow;
      },
      [&] { return rescans > 0 && source().rescans > rescans; });
  CHECK(boot_ == then);
}

}  // namespace
}  // namespace charterd::daemon
