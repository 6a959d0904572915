// Guesses the next key of a record from the records before it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collectors/hash.h"

namespace charterd::collectors {

/// Records of one log mostly have the same keys in the same order. To compare the text with the
/// keys that followed last time is much faster than to look for the key's end and then for its
/// number. A wrong guess costs time only. One thread at a time.
///
/// Texts are a key and what closes it. Sixteen bytes from the first one must be readable.
class KeyMemory {
 public:
  struct Entry {
    std::array<std::uint64_t, 2> words{};  // the text, then zeros
    std::array<std::uint64_t, 2> masks{};  // ones where the text is
    std::uint16_t size = 0;                // of the text; 0: nothing known
    std::uint16_t value = 0;               // what the key means to the owner
    std::array<std::uint16_t, 2> next{};   // entries that followed

    bool matches(const char* p) const {
      const std::uint64_t differ =
          ((load_64(p) ^ words[0]) & masks[0]) | ((load_64(p + 8) ^ words[1]) & masks[1]);
      return differ == 0 && size != 0;
    }
  };

  /// The longest text that is kept.
  static constexpr std::size_t kLongest = 16;

  /// Stands before the first key of a record.
  static constexpr std::uint16_t kStart = 0;

  /// An entry that has followed `previous` and is the beginning of `p`; nullptr: none.
  const Entry* guess(std::uint16_t previous, const char* p) const {
    const Entry& before = entries_[previous];
    const Entry& first = entries_[before.next[0]];
    if (first.matches(p)) return &first;
    const Entry& second = entries_[before.next[1]];
    return second.matches(p) ? &second : nullptr;
  }

  /// The entry of `text`, which has come behind `previous` this time; nullptr: not known.
  const Entry* find(std::uint16_t previous, std::string_view text);

  /// Remembers that `text` has come behind `previous`, and what its key means.
  const Entry* learn(std::uint16_t previous, std::string_view text, std::uint16_t value);

  std::uint16_t place_of(const Entry* entry) const {
    return static_cast<std::uint16_t>(entry - entries_.data());
  }

 private:
  static constexpr unsigned kEntryBits = 6;

  static Entry entry_of(std::string_view text);
  static std::uint16_t place_of_words(const Entry& entry);
  void follow(std::uint16_t previous, std::uint16_t place);

  std::array<Entry, 1 + (1U << kEntryBits)> entries_{};  // the first is kStart
};

}  // namespace charterd::collectors
