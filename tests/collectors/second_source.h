// A source that reads behind another one, for tests.
#pragma once

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {

/// Reads behind the source of a world, which outlives it.
struct Second {
  explicit Second(World& first, std::size_t most_open = kMostHeldOpen)
      : source(first.config, 0, first.vocabulary, config::Zone::utc(), ReadMode::follow,
               most_open) {
    source.follow(first.source());
  }
  Strings poll() {
    source.rescan();
    while (source.poll(sink, 1 << 20) > 0) {
    }
    return sink.taken();
  }
  /// What comes in so many looks that nothing waits for another one.
  Strings poll_often() {
    Strings result;
    for (int i = 0; i < 6; ++i) {
      for (const std::string& n : poll()) result.push_back(n);
    }
    return result;
  }
  FileSource source;
  RecordingSink sink;
};

}  // namespace charterd::collectors::testing
