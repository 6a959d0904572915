// A shop with a charter and a log, a daemon as it works inside, and commands on its state.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "daemon/commands.h"
#include "daemon/forget_requests.h"
#include "daemon/pipeline.h"
#include "daemon/sqlite_store.h"
#include "daemon/stored_state.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {

inline constexpr const char* kSettings = R"(charter: charter.yml
storage: {path: state}
sources:
  - name: shop
    file: {paths: ["shop.jsonl"]}
    format: json
    events:
      - type: {field: event}
        time: {field: ts}
)";

inline constexpr const char* kCharter = R"(id: shop
organization: Example Outfitters
version: 3
timezone: Europe/Prague
measures:
  queue_wait: {events: call.answered, value: wait, unit: seconds}
cases:
  order: {key: order, opens: order.placed, closes: order.done, measures: {order_time: {from: opens, to: closes}}}
  repair: {key: repair, opens: repair.begun, closes: repair.done, measures: {repair_time: {from: opens, to: closes}}}
targets:
  quick:
    measure: queue_wait
    goal: at least 50%
    good: {queue_wait: "<= 20s"}
    window: calendar month
  orders:
    measure: order
    goal: at least 50%
    good: {order_time: "<= 2 days"}
    window: 28 days
  repairs:
    measure: repair
    goal: at least 50%
    good: {repair_time: "<= 1 day"}
    window: 28 days
)";

inline constexpr const char* kEvents =
    R"({"ts":"2026-09-20T10:00:00Z","event":"call.answered","wait":12}
{"ts":"2026-10-18T10:00:00Z","event":"order.placed","order":"ORDER-ONE"}
{"ts":"2026-10-19T10:00:00Z","event":"order.done","order":"ORDER-ONE"}
{"ts":"2026-10-05T10:00:00Z","event":"order.placed","order":"ORDER-LATE"}
{"ts":"2026-10-06T10:00:00Z","event":"repair.begun","repair":"REPAIR-LATE"}
{"ts":"2026-10-10T10:00:00Z","event":"call.answered","wait":25}
{"ts":"2026-10-10T11:00:00Z","event":"call.answered","wait":15}
{"ts":"2026-11-03T10:00:00Z","event":"order.placed","order":"ORDER-OPEN"}
{"ts":"2026-11-03T12:00:00Z","event":"call.answered","wait":15}
)";

/// 2026-11-03T12:00:05Z.
inline constexpr Instant kNow{std::chrono::seconds(1'793'707'205)};

/// What a command has come to.
struct CommandOutcome {
  int status = 0;
  std::string out, err;
};

/// A folder with both files and a log.
class Shop {
 public:
  Shop() {
    write("charterd.yml", kSettings);
    write("charter.yml", kCharter);
    write("shop.jsonl", kEvents);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  void append(const std::string& text) const {
    std::ofstream(folder_.path() / "shop.jsonl", std::ios::binary | std::ios::app) << text;
  }
  std::string path(const std::string& name) const { return folder_.path() / name; }
  std::string state() const { return folder_.folder(); }
  Options options(const std::string& operand = "") const {
    Options options;
    options.config_file = path("charterd.yml");
    options.operand = operand;
    return options;
  }
  /// Whether any file of the state has the text in it.
  bool holds(const std::string& text) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(state())) {
      if (entry.is_regular_file() && bytes_of(entry.path()).find(text) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

 private:
  StateFolder folder_;
};

/// A daemon as it works inside, whose clocks stand.
class Inside {
 public:
  explicit Inside(const Shop& shop, Instant now = kNow) : now_(now), requests_(shop.state()) {
    std::ostringstream messages;
    setup_ = load_setup(shop.options(), messages);
    if (!setup_) throw std::runtime_error(messages.str());
    auto store = SqliteStore::open(shop.state(), [] {});
    if (!store) throw std::runtime_error(store.error());
    store_ = *std::move(store);
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{parts_of(*setup_), *store_, clock_, wakeup_, log_, &requests_});
  }
  /// Until what there was to do is done.
  void settle() {
    for (int i = 0; i < 8; ++i) {
      while (pipeline_->turn() > 0) {
      }
      store_->wait();
      boot_ += std::chrono::seconds(1);
    }
  }
  const rules::Figures& figures() {
    snapshot_ = pipeline_->snapshot();
    return snapshot_->results.figures;
  }
  std::string logged() const { return logged_.str(); }

 private:
  Instant now_;
  Duration boot_ = std::chrono::hours(1);
  std::ostringstream logged_;
  Log log_{logged_, LogLevel::info, LogFormat::logfmt, [] { return kNow; }};
  Clock clock_{TimeSources{[this] { return now_; }, [this] { return boot_; }}};
  InotifyWakeup wakeup_;
  ForgetRequests requests_;
  std::unique_ptr<Setup> setup_;
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<Pipeline> pipeline_;
  SnapshotPtr snapshot_;
};

/// Runs a command.
inline CommandOutcome outcome_of(int (*command)(const Options&), const Options& options) {
  std::ostringstream out, err;
  std::streambuf* const old_out = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const old_err = std::cerr.rdbuf(err.rdbuf());
  CommandOutcome outcome;
  outcome.status = command(options);
  std::cout.rdbuf(old_out);
  std::cerr.rdbuf(old_err);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

inline Options overdue(const Shop& shop, OutputFormat format = OutputFormat::table) {
  Options options = shop.options();
  options.overdue = true;
  options.format = format;
  return options;
}

inline Options report(const Shop& shop, const std::string& period,
                      OutputFormat format = OutputFormat::table) {
  Options options = shop.options();
  options.period = *parse_period(period);
  options.format = format;
  return options;
}

inline void run_once(const Shop& shop) { Inside(shop).settle(); }

}  // namespace charterd::daemon
