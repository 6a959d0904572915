#include "collectors/duplicate_filter.h"

#include <utility>

#include "collectors/hash.h"

namespace charterd::collectors {

DuplicateFilter::Key DuplicateFilter::key_of(std::string_view id) {
  const Hash128 hash = hash_128(id);
  return {hash.low, hash.high | 1};
}

bool DuplicateFilter::is_duplicate(std::string_view id, Instant time, Instant latest) const {
  const Key key = key_of(id);
  const Entry* entry = current_.find(key);
  if (entry == nullptr) entry = previous_.find(key);
  if (entry == nullptr) return false;
  const Duration apart = time < entry->time ? entry->time - time : time - entry->time;
  return apart <= within_ && (keep_ == Keep::all || latest - entry->latest <= within_);
}

void DuplicateFilter::remember(std::string_view id, Instant time, Instant latest) {
  if (current_.count == 0 && previous_.count == 0) current_since_ = latest;
  if (is_full(latest)) {
    // Everything in previous_ was read before current_since_, so it is out of date.
    previous_ = std::exchange(current_, Table{});
    current_since_ = latest;
    ++generation_;
    previous_chunks_ = std::exchange(current_chunks_, Chunks{});
  }
  const Entry entry{key_of(id), time, latest};
  current_.put(entry);
  if (saving_) current_chunks_.unsaved.push_back(entry);
}

bool DuplicateFilter::is_full(Instant latest) const {
  if (keep_ == Keep::all) return current_.count >= kMostIds / 2;
  return latest - current_since_ > within_;
}

const DuplicateFilter::Entry* DuplicateFilter::Table::find(const Key& key) const {
  if (entries.empty()) return nullptr;
  const std::size_t mask = entries.size() - 1;
  for (std::size_t at = key.low & mask; entries[at].used(); at = (at + 1) & mask) {
    if (entries[at].key == key) return &entries[at];
  }
  return nullptr;
}

void DuplicateFilter::Table::put(const Entry& entry) {
  if (3 * entries.size() < 4 * (count + 1)) grow();
  const std::size_t mask = entries.size() - 1;
  std::size_t at = entry.key.low & mask;
  while (entries[at].used() && !(entries[at].key == entry.key)) at = (at + 1) & mask;
  if (!entries[at].used()) ++count;
  entries[at] = entry;
}

void DuplicateFilter::Table::grow() {
  const std::vector<Entry> old = std::exchange(entries, {});
  entries.resize(old.empty() ? 64 : 2 * old.size());
  count = 0;
  for (const Entry& entry : old) {
    if (entry.used()) put(entry);
  }
}

}  // namespace charterd::collectors
