#include "collectors/key_memory.h"

namespace charterd::collectors {
namespace {

std::uint64_t ones(std::size_t bytes) {
  return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
}

}  // namespace

KeyMemory::KeyMemory() : entries_(std::make_unique<Entry[]>(kEntries + 2)) {
  Entry* const nothing = &entries_[kEntries + 1];
  for (std::size_t i = 0; i < kEntries + 2; ++i) entries_[i].next = {nothing, nothing};
}

KeyMemory::Entry KeyMemory::entry_of(std::string_view text) {
  Entry entry;
  entry.size = static_cast<std::uint16_t>(text.size());
  entry.masks = {ones(text.size()), text.size() > 8 ? ones(text.size() - 8) : 0};
  entry.words = {load_64(text.data()) & entry.masks[0], load_64(text.data() + 8) & entry.masks[1]};
  return entry;
}

// The entry that has the text of `sought`, or the one to put it into.
KeyMemory::Entry& KeyMemory::place_of(const Entry& sought) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ULL;
  constexpr std::size_t kPlaces = 4;  // where it may be; the first is given up when all are taken
  const std::uint64_t mixed = (sought.words[0] ^ (sought.words[1] * kMix) ^ sought.size) * kMix;
  const auto first = static_cast<std::size_t>(mixed >> (64U - kEntryBits));
  for (std::size_t i = 0; i < kPlaces; ++i) {
    Entry& entry = entries_[1 + (first + i) % kEntries];
    if (entry.size == 0 || (entry.size == sought.size && entry.words == sought.words)) return entry;
  }
  return entries_[1 + first];
}

void KeyMemory::follow(Entry* previous, Entry* entry) {
  previous->next[previous->next[0]->size == 0 ? 0 : 1] = entry;
}

KeyMemory::Entry* KeyMemory::find(Entry* previous, std::string_view text) {
  if (text.size() > kLongest) return nullptr;
  const Entry sought = entry_of(text);
  Entry& known = place_of(sought);
  if (known.size != sought.size || known.words != sought.words) return nullptr;
  follow(previous, &known);
  return &known;
}

KeyMemory::Entry* KeyMemory::learn(Entry* previous, std::string_view text, std::uint16_t value) {
  if (text.size() > kLongest) return nullptr;
  Entry entry = entry_of(text);
  Entry& place = place_of(entry);
  entry.value = value;
  entry.next = place.next;
  place = entry;
  follow(previous, &place);
  return &place;
}

}  // namespace charterd::collectors
