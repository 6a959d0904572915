// Guesses the next key of a record from the records before it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "collectors/hash.h"

namespace charterd::collectors {

/// Records of one log mostly have the same keys in the same order. To compare the text with the
/// keys that followed last time is much faster than to look for the key's end and then for its
/// number. A wrong guess costs time only. One thread at a time.
///
/// Texts are a key and what always stands before and behind it. Sixteen bytes from the first one
/// must be readable.
class KeyMemory {
 public:
  struct Entry {
    std::array<std::uint64_t, 2> words{};  // the text, then zeros
    std::array<std::uint64_t, 2> masks{};  // ones where the text is
    std::uint16_t size = 0;                // of the text; 0: nothing known
    std::uint16_t value = 0;               // what the key means to the owner
    // Entries that followed; never nullptr while in use, but perhaps one that knows nothing.
    std::array<Entry*, 2> next{};

    bool matches(const char* p) const {
      const std::uint64_t differ =
          ((load_64(p) ^ words[0]) & masks[0]) | ((load_64(p + 8) ^ words[1]) & masks[1]);
      return differ == 0 && size != 0;
    }
  };

  /// The longest text that is kept.
  static constexpr std::size_t kLongest = 16;

  KeyMemory();

  /// Stands before the first key of a record.
  Entry* start() { return &entries_[0]; }

  /// An entry that has followed `previous` and is the beginning of `p`; nullptr: none.
  static Entry* guess(const Entry* previous, const char* p) {
    if (previous->next[0]->matches(p)) return previous->next[0];
    return previous->next[1]->matches(p) ? previous->next[1] : nullptr;
  }

  /// The entry of `text`, which has come behind `previous` this time; nullptr: not known.
  Entry* find(Entry* previous, std::string_view text);

  /// Remembers that `text` has come behind `previous`, and what its key means.
  Entry* learn(Entry* previous, std::string_view text, std::uint16_t value);

 private:
  static constexpr unsigned kEntryBits = 7;
  static constexpr std::size_t kEntries = std::size_t{1} << kEntryBits;

  static Entry entry_of(std::string_view text);
  Entry& place_of(const Entry& sought);
  void follow(Entry* previous, Entry* entry);

  // The first is the start, the last always knows nothing. They stay where they are.
  std::unique_ptr<Entry[]> entries_;
};

}  // namespace charterd::collectors
