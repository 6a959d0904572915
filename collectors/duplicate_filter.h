// Tells copies of a record from new ones, in bounded memory.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/instant.h"
#include "config/kept_rows.h"
#include "config/packed.h"

namespace charterd::collectors {

/// A record is a duplicate when its id was read before, the two event times differ by at most
/// `within`, and the source has advanced by at most `within` since the first was read. So copies of
/// a record that itself came late are caught, and no id is kept for ever. A filter that keeps all
/// ids knows copies however far the source has advanced, up to kMostIds. Ids are kept as 127-bit
/// hashes. One thread at a time.
///
/// Ids belong to generations, of which there are two: when the newer one is full the older one is
/// forgotten and another begins. So twice `within` is kept at most.
class DuplicateFilter {
 public:
  enum class Keep { recent, all };
  /// So many ids and more are never kept by Keep::all: then the older half is forgotten.
  static constexpr std::size_t kMostIds = std::size_t{1} << 25;

  /// `within` is positive.
  explicit DuplicateFilter(Duration within, Keep keep = Keep::recent)
      : within_(within), keep_(keep) {}

  /// `time` is that of the record, `latest` the latest of the source so far.
  bool is_duplicate(std::string_view id, Instant time, Instant latest) const;

  /// Remembers a record that was accepted; `latest` includes `time` and never falls.
  void remember(std::string_view id, Instant time, Instant latest);

  /// Appends the ids that were remembered since the last save, in rows (source, generation, 0,
  /// number) of at most kChunk ids; those of forgotten generations are erased. The first time all
  /// ids are new.
  void save(config::RowChanges& changes, std::int64_t source);
  static constexpr std::size_t kChunk = 4096;
  /// What the rows need to be read again: it changes with the generation.
  void pack(config::Packer& to) const;

  /// Before the first record, and before the ids. False when it cannot be read.
  bool unpack(config::Unpacker& from);
  /// One of the rows, in their order.
  bool restore(const config::RowKey& key, std::string_view value);

  /// How many ids are kept.
  std::size_t size() const { return current_.count + previous_.count; }

 private:
  struct Key {
    std::uint64_t low = 0, high = 0;  // high is 0 only where there is no entry
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Entry {
    Key key;
    Instant time{};
    Instant latest{};
    bool used() const { return key.high != 0; }
  };
  // An open-addressing table that only grows; old ids are forgotten a whole table at a time.
  struct Table {
    std::vector<Entry> entries;
    std::size_t count = 0;
    const Entry* find(const Key& key) const;
    void put(const Entry& entry);
    void grow();
  };
  // The rows of one generation.
  struct Chunks {
    std::vector<Entry> unsaved;
    std::int64_t next = 0;
  };

  static Key key_of(std::string_view id);

  bool is_full(Instant latest) const;
  void collect_all();
  static void append(Chunks& chunks, const config::RowKey& generation, config::RowChanges& changes);

  Duration within_;
  Keep keep_;
  Instant current_since_{};
  Table current_;   // read since current_since_
  Table previous_;  // read before it, by at most `within`

  std::int64_t generation_ = 1;  // of current_; that of previous_ is the one before
  bool saving_ = false;          // else nobody asks what was not saved
  std::int64_t saved_generation_ = 1;
  Chunks current_chunks_, previous_chunks_;
};

}  // namespace charterd::collectors
