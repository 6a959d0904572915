// Tells copies of a record from new ones, in bounded memory.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/instant.h"

namespace charterd::collectors {

/// A record is a duplicate when its id was read before, the two event times differ by at most
/// `within`, and the source has advanced by at most `within` since the first was read. So copies of
/// a record that itself came late are caught, and no id is kept for ever. A filter that keeps all
/// ids knows copies however far the source has advanced, up to kMostIds. Ids are kept as 127-bit
/// hashes. One thread at a time.
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

  static Key key_of(std::string_view id);

  bool is_full(Instant latest) const;

  Duration within_;
  Keep keep_;
  Instant current_since_{};
  Table current_;   // read since current_since_
  Table previous_;  // read before it, by at most `within`
};

}  // namespace charterd::collectors
