// A record that its source gives as named fields, to the slots of those that somebody wants.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collectors/event_sink.h"
#include "collectors/key_index.h"
#include "collectors/named_value.h"
#include "collectors/record_format.h"
#include "collectors/text_decoder.h"
#include "config/settings.h"

namespace charterd::collectors {

/// Of sources of the kinds syslog and journald. One of the fields is the message, out of which the
/// source's format reads further ones, if it has a format. One thread at a time.
class FieldFormat {
 public:
  /// `decoder` outlives the object. Throws std::invalid_argument when the format cannot work.
  FieldFormat(const config::Source& source, const SlotNames& slots, TextDecoder& decoder);

  /// Fills the slots of the fields that there are; of equal names the first counts. Otherwise says
  /// why it is no record: what is wanted is no text, too long, or the message not of the format.
  /// `slots` was cleared; they stay valid until the next call, as long as `fields` do.
  std::optional<Reason> read(std::span<const NamedValue> fields, SlotValues& slots);

  /// The names of the fields that read() needs, each once.
  const std::vector<std::string>& wanted() const { return wanted_; }

 private:
  std::optional<Reason> read_message(std::string_view text, SlotValues& slots);

  TextDecoder& decoder_;
  std::vector<std::string> wanted_;
  std::vector<std::optional<Slot>> slots_;   // as wanted_; nullopt: only for what is in the message
  KeyIndex index_;                           // of wanted_
  std::uint16_t message_ = KeyIndex::kNone;  // in wanted_, when there is a format

  std::unique_ptr<RecordFormat> format_;           // of the message
  std::vector<std::pair<Slot, Slot>> of_message_;  // a slot of format_, and the record's
  SlotValues message_slots_;
  std::string text_;  // the message with what RecordFormat wants behind it
};

}  // namespace charterd::collectors
