// Which of the wanted keys a text is, if any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/hash.h"

namespace charterd::collectors {

/// A fixed set of keys, numbered in the order given. Made once, asked for every field of every
/// record: most of those are not wanted, and a glance at length and first eight bytes says so.
class KeyIndex {
 public:
  static constexpr std::uint16_t kNone = 0xffff;

  KeyIndex() : KeyIndex(std::vector<std::string>{}) {}
  /// `keys` are distinct and fewer than 65,535.
  explicit KeyIndex(const std::vector<std::string>& keys);
  KeyIndex(const KeyIndex&) = delete;  // entries point into rests_
  KeyIndex& operator=(const KeyIndex&) = delete;
  KeyIndex(KeyIndex&&) = default;
  KeyIndex& operator=(KeyIndex&&) = default;
  ~KeyIndex() = default;

  std::uint16_t find(std::string_view key) const {
    const std::uint64_t word =
        key.size() < 8 ? load_partial(key.data(), key.size()) : load_64(key.data());
    return find_word(word, key);
  }

  /// The same, faster; eight bytes from the key's first one must be readable.
  std::uint16_t find_padded(std::string_view key) const {
    std::uint64_t word = load_64(key.data());
    if (key.size() < 8) word &= (std::uint64_t{1} << (8 * key.size())) - 1;
    return find_word(word, key);
  }

  bool empty() const { return count_ == 0; }

 private:
  struct Entry {
    std::uint64_t word = 0;  // the first eight bytes
    std::uint32_t size = 0;
    std::uint16_t index = kNone;
    const char* rest = nullptr;  // what follows them
  };

  std::size_t place_of(std::uint64_t word, std::size_t size) const {
    return static_cast<std::size_t>(((word ^ (size << 57)) * multiplier_) >> shift_);
  }

  std::uint16_t find_word(std::uint64_t word, std::string_view key) const {
    const Entry* entries = entries_.data();
    for (std::size_t at = place_of(word, key.size());; at = (at + 1) & mask_) {
      const Entry& entry = entries[at];
      if (entry.index == kNone) return kNone;
      if (entry.word == word && entry.size == key.size() &&
          (key.size() <= 8 || std::memcmp(entry.rest, key.data() + 8, key.size() - 8) == 0)) {
        return entry.index;
      }
    }
  }

  std::size_t fill(const std::vector<std::string>& keys);

  std::vector<Entry> entries_;
  std::vector<char> rests_;
  std::size_t count_ = 0;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
  std::uint64_t multiplier_ = 0;
};

}  // namespace charterd::collectors
