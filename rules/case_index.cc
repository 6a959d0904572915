#include "rules/case_index.h"

#include <limits>
#include <utility>

#include "config/packed.h"

namespace charterd::rules {

using config::Table;

namespace {

constexpr std::int64_t kAfterAllChunks = std::numeric_limits<std::int64_t>::max();

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

void CaseIndex::add(std::uint64_t hash, Slot slot) {
  if ((used_ + 1) * 4 > places_.size() * 3) rebuild();
  put({mark_of(hash), slot});
  ++live_;
}

void CaseIndex::put(Place place) {
  std::size_t i = home(place.mark);
  while (places_[i].slot != kEmpty) i = next(i);
  places_[i] = place;
  ++used_;
}

void CaseIndex::rebuild() {
  const std::vector<Place> old = std::move(places_);
  std::size_t size = kSmallest;
  while (size * 3 < (live_ + 1) * 4 * 3 / 2) size *= 2;
  places_.assign(size, {});
  used_ = 0;
  for (const Place& place : old) {
    if (place.slot < kGone) put(place);
  }
}

void CaseIndex::remove(std::uint64_t hash, Slot slot) {
  std::size_t i = home(mark_of(hash));
  while (places_[i].slot != slot) i = next(i);
  places_[i].slot = kGone;
  --live_;
}

void RecentKeys::add(std::uint64_t hash) {
  if (newer_.size() >= half_) turn_over();
  if (newer_.insert(hash).second) unsaved_.push_back(hash);
}

void RecentKeys::turn_over() {
  older_ = std::move(newer_);
  newer_.clear();
  ++generation_;
}

// What a turn-over leaves unsaved of the generation before is saved with the new one: it is
// remembered longer than it must.
void RecentKeys::save(std::int64_t kind, config::RowChanges& changes) {
  if (unsaved_.empty()) return;
  for (; oldest_saved_ < generation_ - 1; ++oldest_saved_) {
    changes.erase_below({Table::forgotten_cases, kind, oldest_saved_, 0, kAfterAllChunks});
  }
  config::Packer packed;
  packed.number(unsaved_.size());
  for (const std::uint64_t hash : unsaved_) packed.number(hash);
  changes.put({Table::forgotten_cases, kind, generation_, 0, chunk_++}, packed.bytes());
  unsaved_.clear();
}

bool RecentKeys::restore(const config::RowKey& key, std::string_view value) {
  config::Unpacker from(value);
  if (newer_.empty()) oldest_saved_ = generation_ = key.b;
  if (generation_ < key.b) turn_over();
  generation_ = key.b;
  for (std::size_t left = from.count(); left > 0; --left) newer_.insert(from.number());
  chunk_ = key.d + 1;
  return from.ended();
}

}  // namespace charterd::rules
