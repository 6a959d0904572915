// Where the collectors deliver: events, and records that gave none because something is wrong.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "collectors/event.h"

namespace charterd::collectors {

/// Why a record, or an event, was rejected.
enum class Reason : std::uint8_t {
  unparsable,    ///< not a record of the source's format
  bad_encoding,  ///< not text in the source's encoding
  too_long,      ///< longer than kMaximumRecordSize
  no_time,       ///< the time is there but cannot be read
  future,        ///< more than five minutes ahead of the clock
  too_late,      ///< of a case that was closed and has been forgotten
};
inline constexpr std::size_t kReasonCount = 6;
std::string_view name_of(Reason reason);

/// One file (or other stream) that a source reads; valid only during the call.
struct StreamName {
  std::string_view source;
  std::string_view path;
};

class EventSink {
 public:
  virtual ~EventSink() = default;
  /// nullopt: accepted. Everything that `event` points to is valid only during the call.
  virtual std::optional<Reason> take(const Event& event) = 0;
  /// A rejected record's place; its content is never passed on.
  virtual void rejected(const StreamName& /*stream*/, const Origin& /*place*/, Reason /*reason*/) {}
};

/// What became of a source's records: records = accepted + filtered + duplicate + sum(rejected).
struct SourceCounts {
  std::uint64_t records = 0;
  std::uint64_t accepted = 0;   ///< at least one of the record's events was
  std::uint64_t filtered = 0;   ///< makes no event that the charter names
  std::uint64_t duplicate = 0;  ///< read before, within the time that the source sets
  std::array<std::uint64_t, kReasonCount> rejected{};  ///< by first reason
  std::uint64_t bytes = 0;                             ///< read, before decompression
  std::optional<Instant> last_event;                   ///< the latest time of an accepted event
};

}  // namespace charterd::collectors
