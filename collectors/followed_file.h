// One file that a source knows: where it is, what was read of it, and the means to go on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/byte_stream.h"
#include "collectors/content_mark.h"
#include "collectors/file_descriptor.h"
#include "collectors/file_status.h"
#include "collectors/record_reader.h"
#include "collectors/rotation_name.h"

namespace charterd::collectors {

/// How far some content was read: enough to go on in any file that holds it. Within one stream the
/// offset decides the rest of the state and the mark.
struct Reading {
  StreamState state;
  ContentMark mark;   ///< of the first state.offset bytes
  RotationName name;  ///< the least rotated one under which it was read
};

struct FollowedFile {
  enum class Phase {
    waiting,  ///< to be opened
    open,
    resting,  ///< closed: all that was there was read, or it cannot be read
  };

  FollowedFile(std::string path_now, const FileStatus& status_now)
      : path(std::move(path_now)), status(status_now), target_size(status_now.size) {
    reading.name = RotationName::of(path);
  }

  std::string path;   ///< its name now; reading.state.path: when its reading began
  FileStatus status;  ///< when it was last looked at
  Phase phase = Phase::waiting;
  Reading reading;
  bool complete = false;  ///< resting: an archive read to its end, or a copy with nothing new

  FileDescriptor descriptor;
  std::unique_ptr<ByteStream> bytes;
  std::string carry;  ///< read behind reading.state.offset: the beginning of a record

  /// Readings, best first, of which this file may be a copy. While there are any, nothing is
  /// delivered: `bytes` only passes what the first of them had read.
  std::vector<Reading> copies_of;
  bool whole = false;       ///< nothing more comes that could make it a longer one's copy
  bool passes_own = false;  ///< the first of them is what was read of this very archive

  /// What was read of this very file before another one was read further. The two may have gone
  /// apart; or the inode has gone to a copy of the other one: comparing tells.
  std::optional<Reading> own;

  std::uint64_t target_size = 0;  ///< at the last rescan
  std::uint64_t turn_end = 0;     ///< a turn reads to here
  std::uint64_t last_turn = 0;    ///< when it was last read, in turns of the source
  bool listed = true;             ///< a glob gave it at the last rescan
  bool changed = false;           ///< at the last rescan, and it has had no turn since
  int looks_unchanged = 0;        ///< at so many rescans in a row it was at its end
  bool settled = false;           ///< nothing more will come: to be finished at the next poll
  bool lost = false;              ///< its name led to something else when it was to be opened
  bool refused = false;           ///< it could not be opened: to be tried again
  bool broken_off = false;        ///< it could not be read on: there is more, to be tried again
  int looks_missed = 0;           ///< so many rescans in a row have not found it

  std::uint64_t raw_offset() const { return bytes ? bytes->raw_offset() : raw_read; }
  std::uint64_t raw_read = 0;  ///< raw_offset() when it was last open

  /// Where it has_only_header() and is plain: how long that is.
  std::uint64_t read_of_header() const { return bytes ? reading.state.offset : raw_read; }

  std::int64_t number = 0;     ///< of its row in what is kept
  std::uint64_t saved_as = 0;  ///< tells whether the row has changed; 0: there is none
  bool restored = false;       ///< not seen since its row was given back
  bool unchecked = false;      ///< not opened since its row was given back
  bool had_more = false;       ///< when its row was kept, not all that it held had been read

  /// Nothing else has been read of it, though perhaps before it was closed.
  bool has_only_header() const { return reading.state.only_header && copies_of.empty(); }

  /// How far records were delivered: what only passes does not count, nor does a header.
  Reading delivered() const {
    if (passes_own) return copies_of.front();
    if (copies_of.empty() && !reading.state.only_header) return reading;
    Reading nothing;
    nothing.state.only_header = has_only_header();
    nothing.state.stream = reading.state.stream;
    nothing.state.path = reading.state.path;
    nothing.name = reading.name;
    return nothing;
  }

  Compression compression() const { return compression_of(path); }
  bool plain() const { return compression() == Compression::none; }

  void close() {
    // Behind a header alone, what was read of a record that has no end yet would be missed.
    raw_read = plain() && has_only_header() ? read_of_header() : raw_offset();
    bytes.reset();
    descriptor = {};
    carry.clear();
    reading = delivered();
    copies_of.clear();
    passes_own = false;
    phase = Phase::resting;
    settled = false;
    looks_unchanged = 0;
  }
};

}  // namespace charterd::collectors
