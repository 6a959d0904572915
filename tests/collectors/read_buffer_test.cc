// The buffer between files and the record reader.
#include "collectors/read_buffer.h"

#include <cstring>

#include <catch2/catch.hpp>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

void put(ReadBuffer& buffer, std::string_view text) {
  const ReadBuffer::Room room = buffer.room();
  REQUIRE(room.size >= text.size());
  std::memcpy(room.begin, text.data(), text.size());
  buffer.added(text.size());
}

TEST_CASE("what is not taken stays in front of what comes next") {
  ReadBuffer buffer;
  put(buffer, "one two");
  buffer.take(4);
  put(buffer, " three");
  CHECK(buffer.pending() == "two three");
  buffer.clear();
  CHECK(buffer.pending().empty());
}

TEST_CASE("the buffer grows only when nothing of it is taken, and not without bound") {
  ReadBuffer buffer;
  CHECK(buffer.room().size == ReadBuffer::kChunkSize);
  std::size_t size = 0;
  while (size <= kMaximumRecordSize) {
    const ReadBuffer::Room room = buffer.room();
    std::memset(room.begin, 'x', room.size);
    buffer.added(room.size);
    size += room.size;
  }
  CHECK(buffer.pending().size() == size);
  CHECK(size <= kMaximumRecordSize + ReadBuffer::kChunkSize);
  CHECK(buffer.pending().find_first_not_of('x') == std::string_view::npos);
  buffer.take(size);
  CHECK(buffer.room().size == size);
}

TEST_CASE("bytes that were put aside come back, however many") {
  ReadBuffer buffer;
  const std::string aside(ReadBuffer::kChunkSize + 5, 'y');
  put(buffer, "other");
  buffer.restore(aside);
  CHECK(buffer.pending() == aside);
  buffer.restore("");
  CHECK(buffer.pending().empty());
}

}  // namespace
}  // namespace charterd::collectors
