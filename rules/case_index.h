// Finds a case by its key, in little room.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace charterd::rules {

/// The same on every machine and in every version: it may be stored.
std::uint64_t hash_of_key(std::string_view key);

/// Slots by the hash of their key. Which of the slots of one hash is meant, the owner of the keys
/// says. Not thread-safe.
class CaseIndex {
 public:
  using Slot = std::uint32_t;

  /// The slot of that hash for which `is_it(slot)` is true.
  template <class IsIt>
  std::optional<Slot> find(std::uint64_t hash, const IsIt& is_it) const {
    if (places_.empty()) return std::nullopt;
    for (std::size_t i = home(hash); places_[i].slot != kEmpty; i = next(i)) {
      if (places_[i].mark == mark_of(hash) && places_[i].slot != kGone && is_it(places_[i].slot)) {
        return places_[i].slot;
      }
    }
    return std::nullopt;
  }

  /// `hash_of(slot)` gives the hash of any slot in the index, which may have to grow.
  template <class HashOf>
  void add(std::uint64_t hash, Slot slot, const HashOf& hash_of) {
    if ((used_ + 1) * 4 > places_.size() * 3) rebuild(hash_of);
    put(hash, slot);
    ++live_;
  }

  /// `slot` is in the index under that hash.
  void remove(std::uint64_t hash, Slot slot);

 private:
  static constexpr Slot kEmpty = 0xFFFFFFFFU;
  static constexpr Slot kGone = 0xFFFFFFFEU;
  static constexpr std::size_t kSmallest = 16;
  struct Place {
    std::uint32_t mark = 0;  // a part of the hash
    Slot slot = kEmpty;
  };

  static std::uint32_t mark_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  std::size_t home(std::uint64_t hash) const { return hash & (places_.size() - 1); }
  std::size_t next(std::size_t i) const { return (i + 1) & (places_.size() - 1); }
  void put(std::uint64_t hash, Slot slot);

  template <class HashOf>
  void rebuild(const HashOf& hash_of) {
    const std::vector<Place> old = std::move(places_);
    std::size_t size = kSmallest;
    while (size * 3 < (live_ + 1) * 4 * 3 / 2) size *= 2;
    places_.assign(size, {});
    used_ = 0;
    for (const Place& place : old) {
      if (place.slot < kGone) put(hash_of(place.slot), place.slot);
    }
  }

  std::vector<Place> places_;  // open addressing; the size is a power of two
  std::size_t used_ = 0;       // places that are not empty
  std::size_t live_ = 0;
};

/// Hashes of keys that are gone, the last of them only: at least half of `most`, at most `most`.
class RecentKeys {
 public:
  explicit RecentKeys(std::size_t most) : half_(most / 2) {}
  void add(std::uint64_t hash);
  bool contains(std::uint64_t hash) const { return newer_.contains(hash) || older_.contains(hash); }

 private:
  std::size_t half_;
  std::unordered_set<std::uint64_t> newer_, older_;
};

}  // namespace charterd::rules
