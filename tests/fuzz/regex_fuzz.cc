#include "tests/fuzz/reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace charterd;
  static const config::Source source = [] {
    config::Source made = fuzz::source_of(config::FormatKind::regex);
    made.format.regex = R"((?P<e>[a-c]) (?P<t>\S+)(?: i=(?P<i>\w+))?(?: (?P<wait>.*))?)";
    return made;
  }();
  fuzz::check_reader(source, {reinterpret_cast<const char*>(data), size});
  return 0;
}
