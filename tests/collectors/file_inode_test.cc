// Inodes and names that go to other content: what was read of either is known again all the same.
#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("an inode that goes to the name of a file that is missing keeps what was read of it") {
  World world(ReadMode::follow, {"x.log*"});
  const std::string log = world.folder / "x.log", archive = world.folder / "x.log.1";
  write(log, records(1, 20));
  CHECK(world.poll() == numbers(1, 20));
  world.save();
  fs::remove(log);
  world.restart();
  write(archive, records(30, 40));
  CHECK(world.settle() == numbers(30, 40));
  // Compressed, and its inode given to the new log at once.
  write(archive + ".gz", gzip(records(30, 40)));
  write(archive, "");
  fs::rename(archive, log);
  CHECK(world.settle().empty());
  append(log, records(41, 42));
  CHECK(world.settle() == numbers(41, 42));
}

// The archive was closed, as more files than may be open have been read since.
TEST_CASE("a copy whose inode has an earlier turn waits for its log, which was cut off before") {
  World world(ReadMode::follow, {"x.log*"}, 3);
  const std::string log = world.folder / "x.log", archive = world.folder / "x.log.3";
  int n = 0;
  for (const char* name : {"x.log.3", "x.log.2", "x.log.1", "x.log"}) {
    write(world.folder / name, records(n, n + 8));
    CHECK(world.rescan_and_poll() == numbers(n, n + 8));
    n += 9;
  }
  write(log, records(50, 55));
  write(archive, records(50, 55));
  CHECK(world.settle() == numbers(50, 55));
}

TEST_CASE("an archive that is written over with a copy of the log is not read again") {
  const bool cut_before = GENERATE(false, true);
  World world(ReadMode::follow, {"x.log*"});
  const std::string log = world.folder / "x.log", archive = world.folder / "x.log.1";
  write(log, records(1, 40));
  CHECK(world.poll() == numbers(1, 40));
  write(archive, records(1, 40));
  CHECK(world.settle().empty());
  write(log, records(41, 60));
  CHECK(world.settle() == numbers(41, 60));
  write(archive, records(41, 60));
  if (cut_before) write(log, records(61, 61));
  CHECK(world.settle() == numbers(61, cut_before ? 61 : 60));
}

TEST_CASE("of two files that begin with all that was read of a gone one, one is its copy") {
  World world(ReadMode::follow, {"x.log*"});
  const std::string log = world.folder / "x.log";
  write(log, records(3, 3));
  CHECK(world.poll() == numbers(3, 3));
  world.save();
  // Rotated twice while charterd is down, and the first record written again by chance.
  fs::remove(log);
  const bool packed = GENERATE(true, false);
  const std::string older = log + (packed ? ".2.gz" : ".2");
  write(older, packed ? gzip(records(3, 4)) : records(3, 4));
  write(log + ".1", records(3, 3) + records(5, 9));
  write(log, records(10, 12));
  world.restart();
  CHECK(world.settle() == numbers(3, 12));
}

}  // namespace
}  // namespace charterd::collectors::testing
