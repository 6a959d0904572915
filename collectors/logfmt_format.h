// logfmt: key=value pairs, values in quotes where they have blanks.
#pragma once

#include "collectors/key_index.h"
#include "collectors/key_memory.h"
#include "collectors/record_format.h"

namespace charterd::collectors {

/// A key without a value is "true". The last of equal keys wins. A line without any `=`, or whose
/// last quote does not close, is no record.
class LogfmtFormat : public RecordFormat {
 public:
  explicit LogfmtFormat(const SlotNames& slots) : index_(slots.names()) {}
  bool read(std::string_view text, SlotValues& slots) override;

 private:
  static const char* read_value(const char* p, const char* end, std::uint16_t slot,
                                SlotValues& slots);

  KeyIndex index_;
  KeyMemory memory_;  // of slots, or KeyIndex::kNone
};

}  // namespace charterd::collectors
