// What the tests of sources share: a folder that goes away, a source that reads it, and a sink
// that remembers.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "collectors/event_sink.h"
#include "collectors/file_source.h"
#include "config/settings.h"
#include "tests/kept_table.h"

namespace charterd::collectors::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "charterd-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Root may read everything: while this lives, a test that runs as root is somebody else.
class Unprivileged {
 public:
  /// That one can still find files in `folder`.
  explicit Unprivileged(const TemporaryFolder& folder) : root_(::geteuid() == 0) {
    if (!root_) return;
    std::filesystem::permissions(folder / ".", std::filesystem::perms(0755));
    if (::seteuid(kNobody) != 0) throw std::runtime_error("cannot become another user");
  }
  ~Unprivileged() {
    if (root_ && ::seteuid(0) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  bool root_;
};

inline void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}
inline void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// Remembers the field `n` of each event, in the order of delivery.
class RecordingSink : public EventSink {
 public:
  std::optional<Reason> take(const Event& event) override {
    seen.emplace_back(event.fields[0].text);
    origins.push_back(event.origin);
    return std::nullopt;
  }
  void rejected(const StreamName& /*stream*/, const Origin& /*place*/, Reason reason) override {
    reasons.push_back(reason);
  }
  std::vector<std::string> taken() { return std::exchange(seen, {}); }

  std::vector<std::string> seen;
  std::vector<Origin> origins;
  std::vector<Reason> reasons;
};

/// A record whose event carries `n`.
inline std::string record(const std::string& n) {
  return R"({"ts":"2026-03-02T10:00:00Z","event":"tick","n":")" + n + "\"}\n";
}

/// Records whose events carry from, from + 1, ... to.
inline std::string records(int from, int to) {
  std::string result;
  for (int n = from; n <= to; ++n) result += record(std::to_string(n));
  return result;
}
/// The same in CSV, with more cells behind.
inline std::string rows(int from, int to, const std::string& more = "") {
  std::string result;
  for (int n = from; n <= to; ++n) {
    result += "2026-03-02T10:00:00Z,tick," + std::to_string(n) + more + "\n";
  }
  return result;
}
inline std::vector<std::string> numbers(int from, int to) {
  std::vector<std::string> result;
  for (int n = from; n <= to; ++n) result.push_back(std::to_string(n));
  return result;
}

/// A source of JSON lines in a folder of its own.
class World {
 public:
  explicit World(ReadMode mode, const std::vector<std::string>& globs = {"*"},
                 std::size_t most_open = 128)
      : mode_(mode), most_open_(most_open) {
    vocabulary.types.add("tick");
    vocabulary.fields.add("n");
    config.name = "test";
    for (const std::string& glob : globs) config.paths.push_back(folder / glob);
    config::EventMapping mapping;
    mapping.type.field = "event";
    mapping.time.fields = {"ts"};
    config.events.push_back(mapping);
  }

  /// Opened when it is first asked for, so that a test may change `config` before.
  FileSource& source() {
    if (!source_) {
      source_ = std::make_unique<FileSource>(config, 0, vocabulary, config::Zone::utc(), mode_,
                                             most_open_);
    }
    return *source_;
  }

  /// Polls until nothing more is there, and gives what came.
  std::vector<std::string> poll(std::size_t budget = 1 << 20) {
    while (source().poll(sink, budget) > 0) {
    }
    return sink.taken();
  }
  std::vector<std::string> rescan_and_poll() {
    source().rescan();
    return poll();
  }
  /// Keeps the source's state, and says in how many changes.
  std::size_t save() {
    config::RowChanges changes;
    source().save(changes);
    kept.apply(changes);
    return changes.size();
  }
  /// As after `kill -9`: nothing is left but what was kept and the files.
  void restart() {
    source_.reset();
    for (const auto& [key, value] : kept.rows()) {
      if (!source().restore(key, value)) throw std::runtime_error("a kept row was refused");
    }
  }
  /// What comes in so many rescans, in the order of numbers.
  std::vector<std::string> settle(int rescans = 5) {
    std::vector<std::string> result;
    for (int i = 0; i < rescans; ++i) {
      for (const std::string& n : rescan_and_poll()) result.push_back(n);
    }
    std::sort(result.begin(), result.end(), [](const std::string& a, const std::string& b) {
      return std::pair(a.size(), a) < std::pair(b.size(), b);
    });
    return result;
  }

  std::vector<std::string> problems() {
    std::vector<std::string> result;
    for (const SourceProblem& problem : source().take_problems()) {
      result.push_back(std::filesystem::path(problem.path).filename().string() + ": " +
                       problem.message);
    }
    return result;
  }

  TemporaryFolder folder;
  config::Source config;
  Vocabulary vocabulary;
  RecordingSink sink;
  KeptTable kept;

 private:
  ReadMode mode_;
  std::size_t most_open_;
  std::unique_ptr<FileSource> source_;
};

using Strings = std::vector<std::string>;

}  // namespace charterd::collectors::testing
