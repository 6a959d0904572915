#include "collectors/vocabulary.h"

#include <stdexcept>

#include "collectors/hash.h"

namespace charterd::collectors {
namespace {

constexpr std::uint16_t kEmpty = 0xffff;  // so that ids end one below it

}  // namespace

std::uint16_t NameTable::add(std::string_view name) {
  if (const auto known = find(name)) return *known;
  if (names_.size() >= kEmpty) throw std::length_error("more than 65,535 different names");
  const auto id = static_cast<std::uint16_t>(names_.size());
  names_.emplace_back(name);
  if (slots_.size() < 2 * names_.size()) {
    grow();
    return id;
  }
  std::size_t at = hash_64(name) & (slots_.size() - 1);
  while (slots_[at] != kEmpty) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = id;
  return id;
}

std::optional<std::uint16_t> NameTable::find(std::string_view name) const {
  if (slots_.empty()) return std::nullopt;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash_64(name) & mask;; at = (at + 1) & mask) {
    const std::uint16_t id = slots_[at];
    if (id == kEmpty) return std::nullopt;
    if (names_[id] == name) return id;
  }
}

// Keeps the table at most half full, so that a search always ends soon at an empty slot.
void NameTable::grow() {
  std::size_t size = 16;
  while (size < 4 * names_.size()) size *= 2;
  slots_.assign(size, kEmpty);
  for (std::size_t id = 0; id < names_.size(); ++id) {
    std::size_t at = hash_64(names_[id]) & (size - 1);
    while (slots_[at] != kEmpty) at = (at + 1) & (size - 1);
    slots_[at] = static_cast<std::uint16_t>(id);
  }
}

}  // namespace charterd::collectors
