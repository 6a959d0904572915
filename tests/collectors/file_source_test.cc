// Files read once, from beginning to end.
#include "collectors/file_source.h"

#include <catch2/catch.hpp>

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

TEST_CASE("files are read once, each from its beginning to its end, in the order of their names") {
  World world(ReadMode::once);
  write(world.folder / "b.jsonl", records(3, 4));
  write(world.folder / "a.jsonl", records(1, 2));

  CHECK_FALSE(world.source().caught_up());
  CHECK(world.poll() == numbers(1, 4));
  CHECK(world.source().caught_up());
  CHECK(world.problems().empty());
  CHECK(world.source().counts().records == 4);
  CHECK(world.source().counts().bytes == records(1, 4).size());
}

TEST_CASE("a last line without its newline is a record when a file is read once") {
  World world(ReadMode::once);
  std::string text = records(1, 2);
  text.pop_back();
  write(world.folder / "a.jsonl", text);
  CHECK(world.poll() == numbers(1, 2));
}

}  // namespace
}  // namespace charterd::collectors::testing
