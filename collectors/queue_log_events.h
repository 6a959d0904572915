// What the parameters of each event in Asterisk's queue_log are.
#pragma once

#include <span>
#include <string_view>

namespace charterd::collectors {

struct QueueLogEvent {
  std::string_view event;
  /// Names of data1, data2 and so on, with blanks between them. A name behind a `<` is counted from
  /// the end: "a b <c <d" has c and d last.
  std::string_view parameters;
};

std::span<const QueueLogEvent> queue_log_events();

}  // namespace charterd::collectors
