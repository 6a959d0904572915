#include "collectors/reader_state.h"

#include <algorithm>
#include <numeric>

namespace charterd::collectors {

void pack(config::Packer& to, const SourceCounts& counts) {
  to.number(counts.records).number(counts.accepted).number(counts.filtered);
  to.number(counts.duplicate).number(counts.bytes);
  to.number(counts.rejected.size());
  for (const std::uint64_t count : counts.rejected) to.number(count);
  to.flag(counts.last_event.has_value());
  if (counts.last_event) to.instant(*counts.last_event);
}

bool unpack(config::Unpacker& from, SourceCounts& counts) {
  counts = {};
  counts.records = from.number();
  counts.accepted = from.number();
  counts.filtered = from.number();
  counts.duplicate = from.number();
  counts.bytes = from.number();
  const std::size_t reasons = from.count();
  if (reasons > counts.rejected.size()) return false;
  for (std::size_t i = 0; i < reasons; ++i) counts.rejected[i] = from.number();
  if (from.flag()) counts.last_event = from.instant();
  const std::uint64_t sum = std::accumulate(counts.rejected.begin(), counts.rejected.end(),
                                            counts.accepted + counts.filtered + counts.duplicate);
  return from.good() && sum == counts.records;
}

void pack(config::Packer& to, const Reading& reading) {
  const StreamState& state = reading.state;
  to.number(state.stream).text(state.path).number(state.offset).number(state.line);
  to.flag(state.skipping).text(state.header);
  reading.mark.pack(to);
  to.text(reading.name.base).number(reading.name.rotated);
  reading.mark.pack_milestones(to);
}

bool unpack(config::Unpacker& from, Reading& reading) {
  StreamState& state = reading.state;
  state.stream = from.as<std::uint32_t>();
  state.path = from.text();
  state.offset = from.number();
  state.line = from.number();
  state.skipping = from.flag();
  state.header = from.text();
  if (!from.good() || !reading.mark.unpack(from, state.offset)) return false;
  reading.name.base = from.text();
  reading.name.rotated = from.as<std::size_t>();
  // States of schema 1 may be without milestones; a reading is the last of its row.
  return from.ended() || reading.mark.unpack_milestones(from);
}

}  // namespace charterd::collectors
