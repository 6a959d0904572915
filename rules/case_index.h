// Finds a case by its key, in little room.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/kept_rows.h"

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
    const std::uint32_t mark = mark_of(hash);
    for (std::size_t i = home(mark); places_[i].slot != kEmpty; i = next(i)) {
      if (places_[i].mark == mark && places_[i].slot != kGone && is_it(places_[i].slot)) {
        return places_[i].slot;
      }
    }
    return std::nullopt;
  }

  void add(std::uint64_t hash, Slot slot);

  /// `slot` is in the index under that hash.
  void remove(std::uint64_t hash, Slot slot);

 private:
  static constexpr Slot kEmpty = 0xFFFFFFFFU;
  static constexpr Slot kGone = 0xFFFFFFFEU;
  static constexpr std::size_t kSmallest = 16;
  struct Place {
    std::uint32_t mark = 0;  // half of the hash: enough to place all slots anew
    Slot slot = kEmpty;
  };

  static std::uint32_t mark_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  std::size_t home(std::uint32_t mark) const { return mark & (places_.size() - 1); }
  std::size_t next(std::size_t i) const { return (i + 1) & (places_.size() - 1); }
  void put(Place place);
  void rebuild();

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

  /// Appends the rows of Table::forgotten_cases that have changed since the last call.
  void save(std::int64_t kind, config::RowChanges& changes);
  /// Takes a row that was saved, in the order of their keys. False when it cannot be one.
  bool restore(const config::RowKey& key, std::string_view value);

 private:
  void turn_over();

  std::size_t half_;
  std::unordered_set<std::uint64_t> newer_, older_;
  std::int64_t generation_ = 0;    // the number of `newer_`; the one before it is `older_`
  std::int64_t oldest_saved_ = 0;  // of the generations that have rows
  std::vector<std::uint64_t> unsaved_;
  std::int64_t chunk_ = 0;  // the number of the next row
};

}  // namespace charterd::rules
