// A record's source fields to at most one event: one entry of a source's `events:`, compiled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/event.h"
#include "collectors/key_index.h"
#include "collectors/record_condition.h"
#include "collectors/record_format.h"
#include "collectors/time_reader.h"
#include "config/settings.h"
#include "config/zone.h"

namespace charterd::collectors {

/// One thread at a time.
class EventMapper {
 public:
  /// Adds the source fields that it needs to `slots`. `vocabulary` outlives it; of its names
  /// only types that keep_unknown_types adds may come later. Throws std::invalid_argument for what
  /// the loader should have refused.
  EventMapper(const config::EventMapping& mapping, const config::Format& format,
              Vocabulary& vocabulary, config::Zone zone, SlotNames& slots);

  enum class Result {
    event,
    nothing,          ///< the mapping is not about this record, or the charter not about the event
    unreadable_time,  ///< a time is there but cannot be read
  };
  /// Sets time, type and fields of `event`; they are valid until the next call, or until `slots`
  /// changes. `slots` lends memory.
  Result make(SlotValues& slots, Event& event);

 private:
  // A text out of a record: a constant, a field, or a field through a map.
  struct Text {
    bool constant = false;
    std::string value;
    Slot slot = 0;
    bool mapped = false;
    KeyIndex keys;
    std::vector<std::string> values;  // as keys
    std::string_view of(const SlotValues& slots) const;
  };
  struct Field {
    FieldId id = 0;
    Text text;
    bool as_time = false;
  };
  struct PlainField {
    FieldId id;
    Slot slot;
  };

  static Text compile(const config::TextSource& source, SlotNames& slots);
  void add_fields(const config::EventMapping& mapping, SlotNames& slots);
  std::optional<EventTypeId> type_of(const SlotValues& slots);
  bool set_fields(SlotValues& slots);
  bool tells_something() const;
  std::string_view time_text(SlotValues& slots, bool& complete) const;
  bool set_mapped_field(const Field& field, SlotValues& slots);
  void set_text(FieldValue& field, std::string_view text, SlotValues& slots) const;

  Vocabulary& vocabulary_;
  char decimal_point_;
  Text type_;
  KeyIndex types_;  // of the vocabulary, for speed
  std::optional<EventTypeId> constant_type_;
  std::optional<RecordCondition> when_;
  std::vector<Slot> time_slots_;
  TimeReader time_;
  std::vector<PlainField> plain_fields_;  // under their own names
  std::vector<Field> mapped_fields_;
  std::vector<FieldValue> values_;  // by FieldId
};

}  // namespace charterd::collectors
