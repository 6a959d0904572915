// A journald source over a folder with journal files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <poll.h>

#include "collectors/journald_source.h"
#include "tests/collectors/journal_files.h"

namespace charterd::collectors::testing {

struct JournalReading {
  explicit JournalReading(ReadMode the_mode = ReadMode::follow) : mode(the_mode) {
    world.config.kind = config::Source::Kind::journald;
    world.config.format.kind = config::FormatKind::none;
    world.config.journald.directory = folder / ".";
    world.config.events[0].type = {"", "tick", std::nullopt, {}};
    world.config.events[0].time.fields = {"__REALTIME_TIMESTAMP"};
    world.config.events[0].time.form = config::TimeSource::Form::epoch_microseconds;
    world.config.events[0].fields = {{"n", {{"MESSAGE", "", std::nullopt, {}}, false}}};
  }

  std::unique_ptr<JournaldSource> another() {
    return std::make_unique<JournaldSource>(world.config, 0, world.vocabulary, config::Zone::utc(),
                                            mode);
  }
  JournaldSource& source() {
    if (!source_) source_ = another();
    return *source_;
  }
  Strings poll() {
    while (source().poll(sink, 1 << 20) > 0) {
    }
    return sink.taken();
  }
  /// Polls until so many have come, woken by the source's own descriptor.
  Strings take(std::size_t count) {
    for (int tries = 0; sink.seen.size() < count; ++tries) {
      REQUIRE(tries < 1000);
      std::vector<pollfd> files;
      for (const int descriptor : source().watched_descriptors()) {
        files.push_back({descriptor, POLLIN, 0});
      }
      REQUIRE(files.size() == 1);
      ::poll(files.data(), files.size(), 20);
      source().poll(sink, 1 << 20);
    }
    return sink.taken();
  }
  void save() {
    config::RowChanges changes;
    source().save(changes);
    kept.apply(changes);
  }
  void restart() {
    source_.reset();
    for (const auto& [key, value] : kept.rows()) REQUIRE(source().restore(key, value));
  }
  Strings problems() {
    Strings result;
    for (const SourceProblem& problem : source().take_problems()) result.push_back(problem.message);
    return result;
  }

  TemporaryFolder folder;
  World world{ReadMode::follow};
  RecordingSink sink;
  KeptTable kept;
  ReadMode mode;

 private:
  std::unique_ptr<JournaldSource> source_;
};

}  // namespace charterd::collectors::testing
