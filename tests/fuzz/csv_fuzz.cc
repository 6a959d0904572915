#include "tests/fuzz/reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace charterd;
  static const config::Source source = fuzz::source_of(config::FormatKind::csv);
  fuzz::check_reader(source, {reinterpret_cast<const char*>(data), size});
  return 0;
}
