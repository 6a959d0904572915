// Any bytes at all as a request's body: unpacking is bounded, and the records are a format's to
// read.
#include <algorithm>
#include <cstdlib>

#include "collectors/push_body.h"
#include "tests/fuzz/reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace charterd;
  constexpr std::size_t kMost = 1 << 16;
  static const config::Source source = fuzz::source_of(config::FormatKind::json);
  const std::string body(reinterpret_cast<const char*>(data), size);
  const auto unpacked = collectors::unpack_gzip(body, kMost);
  if (unpacked && unpacked->size() > kMost) std::abort();
  const auto lines = collectors::json_lines(unpacked.value_or(body));
  if (lines) fuzz::check_reader(source, *lines);
  return 0;
}
