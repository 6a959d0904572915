#include "collectors/key_memory.h"

namespace charterd::collectors {
namespace {

std::uint64_t ones(std::size_t bytes) {
  return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
}

}  // namespace

KeyMemory::Entry KeyMemory::entry_of(std::string_view text) {
  Entry entry;
  entry.size = static_cast<std::uint16_t>(text.size());
  entry.masks = {ones(text.size()), text.size() > 8 ? ones(text.size() - 8) : 0};
  entry.words = {load_64(text.data()) & entry.masks[0], load_64(text.data() + 8) & entry.masks[1]};
  return entry;
}

std::uint16_t KeyMemory::place_of_words(const Entry& entry) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ULL;
  const std::uint64_t mixed = (entry.words[0] ^ (entry.words[1] * kMix) ^ entry.size) * kMix;
  return static_cast<std::uint16_t>(1 + (mixed >> (64U - kEntryBits)));
}

void KeyMemory::follow(std::uint16_t previous, std::uint16_t place) {
  Entry& before = entries_[previous];
  before.next[before.next[0] == 0 ? 0 : 1] = place;
}

const KeyMemory::Entry* KeyMemory::find(std::uint16_t previous, std::string_view text) {
  if (text.size() > kLongest) return nullptr;
  const Entry sought = entry_of(text);
  const std::uint16_t place = place_of_words(sought);
  const Entry& known = entries_[place];
  if (known.size != sought.size || known.words != sought.words) return nullptr;
  follow(previous, place);
  return &known;
}

const KeyMemory::Entry* KeyMemory::learn(std::uint16_t previous, std::string_view text,
                                         std::uint16_t value) {
  if (text.size() > kLongest) return nullptr;
  Entry entry = entry_of(text);
  entry.value = value;
  const std::uint16_t place = place_of_words(entry);
  entries_[place] = entry;
  follow(previous, place);
  return &entries_[place];
}

}  // namespace charterd::collectors
