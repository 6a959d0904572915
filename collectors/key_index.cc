#include "collectors/key_index.h"

#include <bit>

namespace charterd::collectors {

KeyIndex::KeyIndex(const std::vector<std::string>& keys) : count_(keys.size()) {
  std::size_t rest_size = 0;
  for (const std::string& key : keys) rest_size += key.size() > 8 ? key.size() - 8 : 0;
  rests_.reserve(rest_size);  // entries point into it

  const std::size_t size = std::bit_ceil(4 * keys.size() + 4);
  mask_ = size - 1;
  shift_ = 64U - static_cast<unsigned>(std::countr_zero(size));
  // A multiplier that gives every key a place of its own is soon found for a few keys.
  std::uint64_t best = 0;
  std::size_t fewest = keys.size() + 1;
  for (std::uint64_t attempt = 1; attempt <= 32 && fewest > 0; ++attempt) {
    multiplier_ = hash_64("key", attempt) | 1;
    const std::size_t displaced = fill(keys);
    if (displaced < fewest) {
      fewest = displaced;
      best = multiplier_;
    }
  }
  multiplier_ = best;
  fill(keys);
}

// Returns how many keys are not in their own place.
std::size_t KeyIndex::fill(const std::vector<std::string>& keys) {
  entries_.assign(mask_ + 1, Entry{});
  rests_.clear();
  std::size_t displaced = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string& key = keys[i];
    Entry entry;
    entry.word = key.size() < 8 ? load_partial(key.data(), key.size()) : load_64(key.data());
    entry.size = static_cast<std::uint32_t>(key.size());
    entry.index = static_cast<std::uint16_t>(i);
    entry.rest = rests_.data() + rests_.size();
    if (key.size() > 8) rests_.insert(rests_.end(), key.begin() + 8, key.end());
    std::size_t at = place_of(entry.word, key.size());
    if (entries_[at].index != kNone) ++displaced;
    while (entries_[at].index != kNone) at = (at + 1) & mask_;
    entries_[at] = entry;
  }
  return displaced;
}

}  // namespace charterd::collectors
