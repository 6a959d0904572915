#include "daemon/pipeline.h"

#include <condition_variable>
#include <deque>
#include <fstream>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>

#include "daemon/wakeup.h"
#include "rules/plan.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {
namespace {

using collectors::Reason;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kStart{seconds(1'790'000'000)};

/// Gives the events that a test puts in, one for each turn, each of one byte.
class FakeSource : public collectors::Source {
 public:
  explicit FakeSource(collectors::EventTypeId type, std::size_t fields)
      : type_(type), fields_(fields) {}

  std::size_t poll(collectors::EventSink& sink, std::size_t) override {
    ++polls;
    if (waiting.empty()) return 0;
    collectors::Event event;
    event.time = waiting.front();
    waiting.pop_front();
    event.type = type_;
    event.fields = fields_;
    const auto reason = sink.take(event);
    ++counts_.records;
    ++counts_.bytes;
    if (reason) {
      ++counts_.rejected[static_cast<std::size_t>(*reason)];
      sink.rejected({"calls", "/calls.log"}, {0, 0, 0, counts_.records}, *reason);
    } else {
      ++counts_.accepted;
      counts_.last_event = std::max(event.time, counts_.last_event.value_or(event.time));
    }
    return 1;
  }
  void rescan() override { ++rescans; }
  bool caught_up() const override { return !hidden && waiting.empty(); }
  const collectors::SourceCounts& counts() const override { return counts_; }
  std::vector<collectors::Position> positions() const override {
    collectors::Position position;
    position.offset = counts_.bytes;
    return {position};
  }
  Progress progress() const override { return {}; }
  std::string_view stream_path(std::uint32_t) const override { return "/calls.log"; }
  std::vector<collectors::SourceProblem> take_problems() override {
    return std::exchange(problems, {});
  }
  std::vector<std::string> watched_folders() const override { return folders; }

  std::deque<Instant> waiting;
  std::vector<collectors::SourceProblem> problems;
  std::vector<std::string> folders;
  bool hidden = false;  // more is there than the source has got to
  int polls = 0;
  int rescans = 0;

 private:
  collectors::EventTypeId type_;
  std::vector<collectors::FieldValue> fields_;
  collectors::SourceCounts counts_;
};

std::shared_ptr<const config::Charter> counting_charter() {
  auto charter = std::make_shared<config::Charter>();
  charter->id = "shop";
  charter->organization = plain_text("Shop");
  config::Measure measure;
  measure.id = "calls";
  measure.events.names = {"call"};
  charter->measures = {measure};
  config::Target target;
  target.id = "many-calls";
  target.measure = "calls";
  target.goal.statistic = config::Statistic::count;
  target.goal.amount = 2 * kFixedOne;
  target.goal.text = "count at least 2";
  target.window = config::Window{config::Window::Kind::rolling, hours(1), "1 hour"};
  charter->targets = {target};
  return charter;
}

class FailingStore : public MemoryStore {
 public:
  Outcome commit(Changes changes) override {
    if (failing) return tl::unexpected<std::string>("the disk is full");
    return MemoryStore::commit(std::move(changes));
  }
  Outcome begin() override {
    if (closed) return tl::unexpected<std::string>("the file is locked");
    return MemoryStore::begin();
  }
  bool failing = false;
  bool closed = false;
};

class PipelineTest {
 public:
  explicit PipelineTest(std::size_t sources = 1) {
    const auto plan = rules::Plan::compile(counting_charter(), vocabulary_);
    std::vector<std::unique_ptr<collectors::Source>> opened;
    for (std::size_t i = 0; i < sources; ++i) {
      config::Source source;
      source.name = "calls" + std::to_string(i);
      source.expect = config::Expectation{minutes(15), ""};
      settings_.sources.push_back(source);
      auto fake =
          std::make_unique<FakeSource>(*vocabulary_.types.find("call"), vocabulary_.fields.size());
      fakes_.push_back(fake.get());
      opened.push_back(std::move(fake));
    }
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{plan, settings_, std::move(opened), store_, clock_, log_});
  }

 protected:
  void pass(Duration duration) {
    wall_ += duration;
    boot_ += duration;
  }
  /// The count of the one target's window; -1 when it has none.
  std::int64_t count() const {
    return pipeline_->snapshot()->results.figures.targets.at(0).series.at(0).count.value_or(-1);
  }
  Instant at() const { return pipeline_->snapshot()->results.figures.at; }
  FakeSource& source(std::size_t i = 0) { return *fakes_.at(i); }

  Instant wall_ = kStart;
  Duration boot_ = hours(1);
  std::ostringstream logged_;
  Log log_{logged_, LogLevel::info, LogFormat::logfmt, [] { return kStart; }};
  Clock clock_{{[this] { return wall_; }, [this] { return boot_; }}};
  FailingStore store_;
  config::Settings settings_;
  collectors::Vocabulary vocabulary_;
  std::vector<FakeSource*> fakes_;
  std::unique_ptr<Pipeline> pipeline_;
};

class TwoSources : public PipelineTest {
 public:
  TwoSources() : PipelineTest(2) {}
};

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
  const auto& counts = source().counts();
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

TEST_CASE_METHOD(PipelineTest, "What is served was committed, with the positions it comes from") {
  source().waiting = {kStart, kStart};
  while (pipeline_->turn() > 0) {
  }
  CHECK(store_.last().positions.at(0).at(0).offset == 2);
  const auto commits = store_.commits();
  source().waiting = {kStart};
  store_.failing = true;
  pass(seconds(1));
  pipeline_->turn();
  pass(seconds(1));
  pipeline_->turn();
  CHECK(count() == 2);
  CHECK(store_.commits() == commits);
  const std::string error = "the state cannot be written, figures stand still: the disk is full";
  const std::string log = logged_.str();
  CHECK(log.find(error) != std::string::npos);
  CHECK(log.find(error) == log.rfind(error));
  store_.failing = false;
  pass(seconds(1));
  pipeline_->turn();
  CHECK(count() == 3);
  CHECK(store_.last().positions.at(0).at(0).offset == 3);
  CHECK(store_.last().events == 1);
}

TEST_CASE_METHOD(PipelineTest, "Nothing is read that the store has no room for") {
  store_.closed = true;
  source().waiting = {kStart};
  CHECK(pipeline_->turn() == 0);
  CHECK(pipeline_->turn() == 0);
  CHECK(source().polls == 0);
  CHECK(logged_.str().find("the file is locked") != std::string::npos);
  CHECK(logged_.str().find("the file is locked") == logged_.str().rfind("the file is locked"));
  store_.closed = false;
  CHECK(pipeline_->turn() == 1);
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
  CHECK(store_.commits() >= 1);
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "charterd-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST_CASE("Waiting ends when a file in a watched folder grows") {
  const Folder folder;
  Wakeup wakeup;
  CHECK(wakeup.watch({folder.path().string()}) == 0);
  std::ofstream(folder.path() / "a.log") << "line\n";
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);
  std::ofstream(folder.path() / "a.log", std::ios::app) << "line\n";
  CHECK(wakeup.pause(milliseconds(1)) == Wakeup::Cause::timeout);
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
}

TEST_CASE("Folders that are no longer asked for wake nobody, vanished ones are watched anew") {
  const Folder folder;
  const Folder other;
  Wakeup wakeup;
  wakeup.watch({folder.path().string(), other.path().string()});
  wakeup.watch({other.path().string()});
  wakeup.wait(milliseconds(1));  // what the kernel says of the watch itself
  std::ofstream(folder.path() / "a.log") << "line\n";
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);

  std::filesystem::remove_all(other.path());
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
  CHECK(wakeup.watch({other.path().string()}) == 1);
  std::filesystem::create_directory(other.path());
  CHECK(wakeup.watch({other.path().string()}) == 0);
  std::ofstream(other.path() / "b.log") << "line\n";
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
}

TEST_CASE("An interruption ends the waiting, for good") {
  Wakeup wakeup;
  std::thread thread([&] { wakeup.interrupt(); });
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::interrupted);
  thread.join();
  CHECK(wakeup.pause(hours(1)) == Wakeup::Cause::interrupted);
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::interrupted);
}

TEST_CASE("The store in memory keeps transactions in order") {
  MemoryStore store;
  CHECK_FALSE(store.commit({}));
  CHECK(store.begin());
  CHECK_FALSE(store.begin());
  CHECK(store.commit({{}, 7}));
  CHECK(store.last().events == 7);
  CHECK(store.commits() == 1);
  CHECK(store.begin());
}

}  // namespace
}  // namespace charterd::daemon
