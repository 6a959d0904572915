#include "collectors/reading_memory.h"

#include "collectors/reader_state.h"

namespace charterd::collectors {

void ReadingMemory::remember(const Reading& reading) {
  if (reading.mark.empty() || reading.state.only_header) return;
  readings_.push_back(reading);
  if (readings_.size() <= kMost) return;
  readings_.pop_front();
  ++first_;
}

void ReadingMemory::save(config::RowChanges& changes, std::int64_t source) {
  const std::int64_t end = first_ + static_cast<std::int64_t>(readings_.size());
  config::Packer row;
  const auto value_of = [&](std::int64_t number) -> std::string_view {
    row.clear();
    pack(row, readings_[static_cast<std::size_t>(number - first_)]);
    return row.bytes();
  };
  rows_.save(changes, config::Table::readings, source, first_, end, value_of);
}

bool ReadingMemory::restore(std::int64_t number, std::string_view value) {
  config::Unpacker from(value);
  Reading reading;
  if (!unpack(from, reading) || !from.ended() || reading.mark.empty()) return false;
  if (!rows_.restored(number)) return false;
  if (readings_.empty()) first_ = number;
  remember(reading);
  return true;
}

}  // namespace charterd::collectors
