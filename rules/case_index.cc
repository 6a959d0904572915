#include "rules/case_index.h"

#include <utility>

namespace charterd::rules {

namespace {

constexpr std::size_t kWord = 8;

// Up to eight characters as a number, the first one lowest, whatever the machine's byte order.
std::uint64_t word_of(std::string_view text) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return word;
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32U);
}

}  // namespace

std::uint64_t hash_of_key(std::string_view key) {
  std::uint64_t hash = mixed(0xCBF29CE484222325U, key.size());
  for (; key.size() > kWord; key.remove_prefix(kWord)) {
    hash = mixed(hash, word_of(key.substr(0, kWord)));
  }
  return mixed(mixed(hash, word_of(key)), 0);
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
