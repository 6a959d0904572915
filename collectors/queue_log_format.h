// Asterisk's queue_log: epoch|callid|queue|agent|event|data1|data2|...
#pragma once

#include <array>
#include <string>
#include <vector>

#include "collectors/key_index.h"
#include "collectors/record_format.h"

namespace charterd::collectors {

/// Fields: time, callid, queue (or queuename), agent, event, data1 to data20, and the parameters of
/// each event by the names that Asterisk documents: holdtime, ringtime, waittime, position and so
/// on. NONE for call, queue or agent is absent. A line with fewer than five parts is no record;
/// parameters that an older Asterisk does not write are absent.
class QueueLogFormat : public RecordFormat {
 public:
  explicit QueueLogFormat(const SlotNames& slots);
  bool read(std::string_view text, SlotValues& slots) override;

 private:
  static constexpr std::size_t kFixed = 5;  // parts before the parameters
  static constexpr std::size_t kMostParameters = 20;
  static constexpr Slot kNobody = 0xffff;

  void read_parameters(std::size_t count, SlotValues& slots) const;

  // Where each part goes. A part may have two names.
  std::array<Slot, kFixed + kMostParameters> slots_;
  Slot queue_name_ = kNobody;
  std::array<std::string_view, kFixed + kMostParameters> parts_;
  KeyIndex events_;
  struct Parameter {
    Slot slot;
    int place;  // from 0; from the end, -1 being the last, when negative
  };
  std::vector<std::vector<Parameter>> parameters_;  // as events_
};

}  // namespace charterd::collectors
