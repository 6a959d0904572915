// A pipeline whose sources, clocks and store obey the test.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/pipeline.h"
#include "rules/plan.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {

inline constexpr Instant kStart{std::chrono::seconds(1'790'000'000)};

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

inline std::shared_ptr<const config::Charter> counting_charter() {
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
  target.window = config::Window{config::Window::Kind::rolling, std::chrono::hours(1), "1 hour"};
  charter->targets = {target};
  return charter;
}

/// Refuses what a test tells it to.
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

/// A pipeline over fake sources, and clocks that stand until a test moves them.
class PipelineTest {
 public:
  explicit PipelineTest(std::size_t sources = 1) {
    const auto plan = rules::Plan::compile(counting_charter(), vocabulary_);
    std::vector<std::unique_ptr<collectors::Source>> opened;
    for (std::size_t i = 0; i < sources; ++i) {
      config::Source source;
      source.name = "calls" + std::to_string(i);
      source.expect = config::Expectation{std::chrono::minutes(15), ""};
      settings_.sources.push_back(source);
      auto fake =
          std::make_unique<FakeSource>(*vocabulary_.types.find("call"), vocabulary_.fields.size());
      fakes_.push_back(fake.get());
      opened.push_back(std::move(fake));
    }
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{plan, vocabulary_, settings_, std::move(opened), store_, clock_, log_});
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
  Duration boot_ = std::chrono::hours(1);
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

}  // namespace charterd::daemon
