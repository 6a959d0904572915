// What happened, without any judgement of it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "collectors/vocabulary.h"
#include "config/instant.h"

namespace charterd::collectors {

/// The value of one canonical field. A view into the record being read: valid only until the
/// sink that was given the event returns.
struct FieldValue {
  enum class Kind : std::uint8_t { absent, text, instant };
  Kind kind = Kind::absent;
  std::string_view text;  ///< UTF-8, never empty for Kind::text; numbers with '.' as the point
  Instant instant{};      ///< Kind::instant: a field mapped `as: time`
  bool present() const { return kind != Kind::absent; }
};

/// Where an event was read. Orders events of equal time, and finds the line again.
struct Origin {
  std::uint32_t source = 0;  ///< index in the configuration
  std::uint32_t stream = 0;  ///< the source's own number of the file
  std::uint64_t offset = 0;  ///< of the record's first byte, after decompression
  std::uint64_t line = 0;    ///< of the record's first line, counted from 1; 0 when unknown
};

struct Event {
  Instant time{};
  EventTypeId type = 0;
  std::span<const FieldValue> fields;  ///< indexed by FieldId; as long as Vocabulary::fields
  Origin origin;
};

}  // namespace charterd::collectors
