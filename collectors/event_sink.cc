#include "collectors/event_sink.h"

namespace charterd::collectors {

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::unparsable:
      return "unparsable";
    case Reason::bad_encoding:
      return "bad_encoding";
    case Reason::too_long:
      return "too_long";
    case Reason::no_time:
      return "no_time";
    case Reason::future:
      return "future";
    case Reason::too_late:
      return "too_late";
  }
  return "unknown";
}

}  // namespace charterd::collectors
