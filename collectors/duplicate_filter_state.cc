// How the ids are kept.
#include <algorithm>
#include <limits>

#include "collectors/duplicate_filter.h"

namespace charterd::collectors {

void DuplicateFilter::save(config::RowChanges& changes, std::int64_t source) {
  if (!saving_) collect_all();
  // Rows are of the generation that was the newer one at the last save, and of the one before.
  for (std::int64_t old = saved_generation_ - 1;
       old <= std::min(saved_generation_, generation_ - 2); ++old) {
    changes.erase_below(
        {config::Table::record_ids, source, old, 0, std::numeric_limits<std::int64_t>::max()});
  }
  append(previous_chunks_, {config::Table::record_ids, source, generation_ - 1}, changes);
  append(current_chunks_, {config::Table::record_ids, source, generation_}, changes);
  saved_generation_ = generation_;
}

void DuplicateFilter::collect_all() {
  const auto collect = [](const Table& table, Chunks& chunks) {
    for (const Entry& entry : table.entries) {
      if (entry.used()) chunks.unsaved.push_back(entry);
    }
  };
  collect(previous_, previous_chunks_);
  collect(current_, current_chunks_);
  saving_ = true;
  saved_generation_ = generation_;
}

void DuplicateFilter::append(Chunks& chunks, const config::RowKey& generation,
                             config::RowChanges& changes) {
  config::Packer row;
  config::RowKey key = generation;
  for (std::size_t begin = 0; begin < chunks.unsaved.size(); begin += kChunk) {
    const std::size_t end = std::min(begin + kChunk, chunks.unsaved.size());
    row.clear();
    row.number(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      const Entry& entry = chunks.unsaved[i];
      row.number(entry.key.low).number(entry.key.high);
      row.instant(entry.time).instant(entry.latest);
    }
    key.d = chunks.next++;
    changes.put(key, row.bytes());
  }
  chunks.unsaved.clear();
}

void DuplicateFilter::pack(config::Packer& to) const {
  to.integer(generation_).instant(current_since_);
}

bool DuplicateFilter::unpack(config::Unpacker& from) {
  generation_ = saved_generation_ = from.integer();
  current_since_ = from.instant();
  saving_ = true;
  return from.good() && generation_ >= 1 && generation_ < std::numeric_limits<std::int64_t>::max();
}

bool DuplicateFilter::restore(const config::RowKey& key, std::string_view value) {
  if (!saving_ || (key.b != generation_ && key.b != generation_ - 1) || key.c != 0) return false;
  const bool current = key.b == generation_;
  Chunks& chunks = current ? current_chunks_ : previous_chunks_;
  if (key.d != chunks.next) return false;
  ++chunks.next;
  config::Unpacker from(value);
  for (std::size_t left = from.count(); left > 0 && from.good(); --left) {
    Entry entry;
    entry.key.low = from.number();
    entry.key.high = from.number();
    entry.time = from.instant();
    entry.latest = from.instant();
    if (!from.good() || !entry.used()) return false;
    (current ? current_ : previous_).put(entry);
  }
  return from.ended();
}

}  // namespace charterd::collectors
