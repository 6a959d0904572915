#include "tests/fuzz/reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace charterd;
  static const config::Source source = [] {
    config::Source made = fuzz::source_of(config::FormatKind::asterisk_queue_log);
    made.events.front().type.field = "event";
    made.events.front().type.map = {{"CONNECT", "a"}, {"ABANDON", "b"}};
    made.events.front().time.fields = {"time"};
    made.events.front().fields = {{"wait", {{"waittime", "", {}, {}}, false}},
                                  {"c", {{"holdtime", "", {}, {}}, false}}};
    return made;
  }();
  fuzz::check_reader(source, {reinterpret_cast<const char*>(data), size});
  return 0;
}
