#include "rules/case_index.h"

#include <utility>

namespace charterd::rules {

// FNV-1a, with its last bits mixed into the first ones.
std::uint64_t hash_of_key(std::string_view key) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  hash = (hash ^ (hash >> 31U)) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29U);
}

void CaseIndex::put(std::uint64_t hash, Slot slot) {
  std::size_t i = home(hash);
  while (places_[i].slot != kEmpty) i = next(i);
  places_[i] = {mark_of(hash), slot};
  ++used_;
}

void CaseIndex::remove(std::uint64_t hash, Slot slot) {
  std::size_t i = home(hash);
  while (places_[i].slot != slot) i = next(i);
  places_[i].slot = kGone;
  --live_;
}

void RecentKeys::add(std::uint64_t hash) {
  if (newer_.size() >= half_) {
    older_ = std::move(newer_);
    newer_.clear();
  }
  newer_.insert(hash);
}

}  // namespace charterd::rules
