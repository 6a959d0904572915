// Reads texts through a RecordReader and keeps what comes out, for tests.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/record_reader.h"

namespace charterd::collectors::testing {

/// What a reader made of a text.
struct Reading {
  std::vector<std::string> events;    ///< "call.answered 2026-03-01T00:00:05.147Z wait=3"
  std::vector<std::string> rejected;  ///< "f:2 unparsable at 40"
  SourceCounts counts;
  StreamState state;

  friend bool operator==(const Reading& a, const Reading& b);
};

/// A source and the names that a charter asks for.
struct Setup {
  config::Source source;
  std::vector<std::string> types = {"call.answered", "call.abandoned"};
  std::vector<std::string> fields = {"wait"};
  bool keep_unknown_types = false;
  std::string zone = "Europe/Prague";

  /// One mapping: type from `event`, RFC 3339 time from `ts`.
  explicit Setup(config::FormatKind kind);

  config::EventMapping& mapping() { return source.events.front(); }
};

/// All at once, as a file that ends there.
Reading read(const Setup& setup, std::string_view text);

/// Byte by byte in pieces that end at `cuts` (ascending offsets); what is not consumed is given
/// again with the next piece.
Reading read_in_pieces(const Setup& setup, std::string_view text,
                       const std::vector<std::size_t>& cuts);

/// RFC 3339 in UTC, with as many digits as there are.
std::string written(Instant instant);

/// "accepted 2, filtered 1, unparsable 1": those that are not 0.
std::string summary(const SourceCounts& counts);

}  // namespace charterd::collectors::testing
