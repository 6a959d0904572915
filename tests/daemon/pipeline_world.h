// A pipeline whose sources, clocks and store obey the test.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/packed.h"
#include "daemon/pipeline.h"
#include "rules/plan.h"
#include "tests/daemon/sample_snapshot.h"

namespace charterd::daemon {

inline constexpr Instant kStart{std::chrono::seconds(1'790'000'000)};

/// What a fake source reads, as a test sees it. Outlives the sources.
struct FakeLog {
  std::deque<Instant> waiting;  ///< the times of the events that are there to be read
  std::vector<Instant> taken;   ///< of those that were read
  std::vector<collectors::SourceProblem> problems;
  std::vector<std::string> folders;
  std::size_t gone = 0;             ///< so many of the first can be read no more
  std::optional<std::size_t> lost;  ///< nor can this one, counted from 0
  bool hidden = false;              ///< more is there than the source has got to
  bool asks = false;                ///< somebody waits for a commit
  int committed = 0, failed = 0;    ///< so often it was told
  int polls = 0;
  int rescans = 0;
  std::function<void()> on_read;  ///< called before an event is read; may be empty

  /// Only so many events have been read.
  void rewind(std::size_t read) {
    waiting.insert(waiting.begin(), taken.begin() + static_cast<std::ptrdiff_t>(read), taken.end());
    taken.resize(read);
  }
};

/// Gives the events of a log, one for each turn, each of one byte.
class FakeSource : public collectors::Source {
 public:
  FakeSource(FakeLog& log, std::uint32_t index, collectors::EventTypeId type, std::size_t fields)
      : log_(log), index_(index), type_(type), fields_(fields) {}

  std::size_t poll(collectors::EventSink& sink, std::size_t) override {
    if (leader_ != nullptr) return poll_behind_leader(sink);
    ++log_.polls;
    if (log_.waiting.empty()) return 0;
    if (log_.on_read) log_.on_read();
    const Instant time = log_.waiting.front();
    log_.taken.push_back(time);
    log_.waiting.pop_front();
    return deliver(time, sink);
  }
  std::size_t deliver(Instant time, collectors::EventSink& sink) {
    collectors::Event event;
    event.time = time;
    event.type = type_;
    event.origin.source = static_cast<std::uint32_t>(index_);
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
  bool wants_commit() const override { return log_.asks; }
  void committed() override { ++log_.committed; }
  void not_committed() override { ++log_.failed; }
  void follow(const collectors::Source& leader) override { leader_ = &leader; }
  bool is_level() const override {
    return std::max(position_, log_.gone) >= leader_->counts().records;
  }
  void rescan() override {
    if (leader_ != nullptr) return;
    if (!begun_) log_.rewind(counts_.records);
    begun_ = true;
    ++log_.rescans;
  }
  bool caught_up() const override { return !log_.hidden && log_.waiting.empty(); }
  const collectors::SourceCounts& counts() const override { return counts_; }
  Progress progress() const override { return {}; }
  std::string_view stream_path(std::uint32_t) const override { return "/calls.log"; }
  std::vector<collectors::SourceProblem> take_problems() override {
    return std::exchange(log_.problems, {});
  }
  std::vector<std::string> watched_folders() const override { return log_.folders; }
  void save(config::RowChanges& changes) override {
    changes.put({config::Table::sources, index_}, config::Packer().number(counts_.records).bytes());
  }
  bool restore(const config::RowKey&, std::string_view value) override {
    config::Unpacker from(value);
    counts_.records = counts_.accepted = counts_.bytes = from.number();
    if (counts_.records > 0) counts_.last_event = log_.taken.at(counts_.records - 1);
    return from.ended();
  }

 private:
  std::size_t poll_behind_leader(collectors::EventSink& sink) {
    if (is_level()) return 0;
    position_ = std::max(position_, log_.gone);
    const std::size_t now = position_++;
    return now == log_.lost ? 1 : deliver(log_.taken.at(now), sink);
  }

  const collectors::Source* leader_ = nullptr;
  FakeLog& log_;
  std::int64_t index_;
  collectors::EventTypeId type_;
  std::vector<collectors::FieldValue> fields_;
  collectors::SourceCounts counts_;
  bool begun_ = false;
  std::size_t position_ = 0;  // behind a leader
};

/// Waits for nothing: says what the test has prepared, and what it was asked for.
class FakeWakeup : public Wakeup {
 public:
  using Wakeup::wait;
  std::size_t watch(const std::vector<std::string>& folders) override {
    watched = folders;
    return available ? 0 : folders.size();
  }
  Cause wait(std::chrono::milliseconds timeout, const std::vector<int>&) override {
    if (interrupted_) return Cause::interrupted;
    waited.push_back(timeout);
    return on_wait ? on_wait(timeout) : Cause::timeout;
  }
  Cause pause(std::chrono::milliseconds timeout) override {
    paused.push_back(timeout);
    return interrupted_ ? Cause::interrupted : Cause::timeout;
  }
  void notify() override {}
  void interrupt() override { interrupted_ = true; }
  void rearm() override { interrupted_ = false; }

  bool available = true;             ///< inotify is
  std::vector<std::string> watched;  ///< the folders last asked for
  std::vector<std::chrono::milliseconds> waited, paused;
  std::function<Cause(std::chrono::milliseconds)> on_wait;  ///< may be empty: the time passes

 private:
  std::atomic<bool> interrupted_ = false;
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

/// A pipeline over fake sources, and clocks that stand until a test moves them.
class PipelineTest {
 public:
  virtual ~PipelineTest() = default;
  explicit PipelineTest(std::size_t sources = 1) : logs_(sources) {
    plan_ = rules::Plan::compile(counting_charter(), vocabulary_);
    for (std::size_t i = 0; i < sources; ++i) {
      config::Source source;
      source.name = "calls" + std::to_string(i);
      source.expect = config::Expectation{std::chrono::minutes(15), ""};
      source.events.resize(1);
      source.events[0].type.value = "call";
      settings_.sources.push_back(source);
    }
    start();
  }

  /// A pipeline as a new process makes it, with a clock of its own.
  void start() {
    pipeline_.reset();
    clock_.emplace(TimeSources{[this] { return wall_; }, [this] { return boot_; }});
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{{plan_, vocabulary_, settings_, [this] { return open_sources(); }},
                        store_,
                        *clock_,
                        wakeup_,
                        log_});
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
  FakeLog& source(std::size_t i = 0) { return logs_.at(i); }
  /// What the source of that number reads.
  virtual FakeLog& log_of(std::size_t i) { return logs_.at(i); }

  std::vector<std::unique_ptr<collectors::Source>> open_sources() {
    std::vector<std::unique_ptr<collectors::Source>> opened;
    for (std::size_t i = 0; i < settings_.sources.size(); ++i) {
      const std::string& type = settings_.sources[i].events.at(0).type.value;
      opened.push_back(std::make_unique<FakeSource>(
          log_of(i), static_cast<std::uint32_t>(i),
          vocabulary_.types.add(type.empty() ? "call" : type), vocabulary_.fields.size()));
    }
    return opened;
  }

  Instant wall_ = kStart;
  Duration boot_ = std::chrono::hours(1);
  std::ostringstream logged_;
  Log log_{logged_, LogLevel::info, LogFormat::logfmt, [] { return kStart; }};
  std::optional<Clock> clock_;
  FakeWakeup wakeup_;
  MemoryStateStore store_;
  config::Settings settings_;
  collectors::Vocabulary vocabulary_;
  std::shared_ptr<const rules::Plan> plan_;
  std::vector<FakeLog> logs_;
  std::unique_ptr<Pipeline> pipeline_;
};

class TwoSources : public PipelineTest {
 public:
  TwoSources() : PipelineTest(2) {}
};

}  // namespace charterd::daemon
