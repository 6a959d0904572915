// bytes -> lines -> records -> events, for one source. No I/O: the bytes are given.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/event_sink.h"
#include "collectors/named_value.h"
#include "collectors/vocabulary.h"
#include "config/kept_rows.h"
#include "config/settings.h"

namespace charterd::collectors {

/// Longer lines (for CSV: records) are skipped whole and counted once as `too_long`.
inline constexpr std::size_t kMaximumRecordSize = 1 << 20;

/// So many bytes behind those given to RecordReader::consume must be readable (their content does
/// not matter): the JSON parser reads ahead.
inline constexpr std::size_t kReadPadding = 64;

/// What must be remembered between two pieces of one stream. Copyable: with the offset it is all
/// that is needed to go on elsewhere or later.
struct StreamState {
  std::uint32_t stream = 0;  ///< Origin::stream of its events
  std::string path;          ///< for messages
  std::uint64_t offset = 0;  ///< of the next byte to give, after decompression
  std::uint64_t line = 1;    ///< number of the line that begins there
  bool skipping = false;     ///< inside a line that was too long
  std::string header;        ///< CSV: the header line once it was read, else empty
  /// CSV: no record has been read yet. Such a beginning says nothing: other files have the same.
  bool only_header = false;
};

/// Reads the records of one source. One thread at a time; `source`, and `vocabulary` outlive it.
class RecordReader {
 public:
  /// `index` is Origin::source. `zone` reads times that have neither an offset nor a zone of their
  /// own. With `keep_all_ids`, `drop_duplicates` remembers every id however far time advances (a
  /// reading that ends); otherwise those that its `within` asks for. Throws std::invalid_argument
  /// for what the loader should have refused (a bad regex).
  RecordReader(const config::Source& source, std::uint32_t index, Vocabulary& vocabulary,
               config::Zone zone, bool keep_all_ids = false);
  ~RecordReader();

  /// Reads whole records from the front of `bytes`, which continue the stream at state.offset,
  /// and returns how many bytes they took; the rest is to be given again with more behind it.
  /// With `last` nothing follows and everything is taken. Without it, and with more than
  /// kMaximumRecordSize bytes given, at least one byte is taken.
  /// kReadPadding bytes behind `bytes` must be readable.
  std::size_t consume(StreamState& state, std::string_view bytes, bool last, EventSink& sink);

  /// Whether `rest`, what consume() has left of a stream, is a whole record to which nothing can be
  /// added: a JSON object whose line has no end yet.
  bool is_whole_record(std::string_view rest);

  /// Only of sources that give fields by themselves (syslog, journald), and in place of consume():
  /// one record, at state.offset and state.line, which stay.
  void read(const StreamState& state, std::span<const NamedValue> fields, EventSink& sink);
  /// The names of the fields that read() needs.
  const std::vector<std::string>& wanted_fields() const;
  /// Counts a record there of which nothing else can be said.
  void reject(const StreamState& state, Reason reason, EventSink& sink);

  const SourceCounts& counts() const;
  /// By which duplicates are told.
  std::size_t remembered_ids() const;
  void add_bytes(std::uint64_t bytes);

  /// Appends what has changed of the counts (a row of Table::sources) and of the ids that tell
  /// duplicates (rows of Table::record_ids) since the last save() or restore().
  void save(config::RowChanges& changes);
  /// Takes one row of these tables, the counts first; before the first consume(). False when it
  /// cannot be read. Ids that nothing asks for any more are dropped.
  bool restore(const config::RowKey& key, std::string_view value);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charterd::collectors
