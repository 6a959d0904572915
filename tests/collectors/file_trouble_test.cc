// Files that are out of sight for a while.
#include <catch2/catch.hpp>

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kLooksUntilLastLine = 60;

TEST_CASE("an archive that is not listed for a while is no new one when it comes back") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 2));
  REQUIRE(std::system(("gzip -n " + (world.folder / "x.log")).c_str()) == 0);
  fs::rename(world.folder / "x.log.gz", world.folder / "x.log.1.gz");
  Strings seen;
  for (int i = 0; i < 3; ++i) {
    for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
  }
  CHECK(seen == numbers(1, 2));
  fs::rename(world.folder / "x.log.1.gz", world.folder / "elsewhere");
  for (int i = 0; i < 5; ++i) CHECK(world.rescan_and_poll().empty());
  fs::rename(world.folder / "elsewhere", world.folder / "x.log.2.gz");
  for (int i = 0; i < 5; ++i) CHECK(world.rescan_and_poll().empty());
}

TEST_CASE("restored: a file that is out of sight at the start goes on where it was read to") {
  World world(ReadMode::follow, {"*.log"});
  const std::string log = world.folder / "x.log";
  write(log, records(1, 50));
  REQUIRE(world.poll() == numbers(1, 50));
  world.save();
  append(log, records(51, 60));
  fs::create_directory(world.folder / "away");
  const std::string away = world.folder / "away/x.log";
  fs::rename(log, away);
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
  world.save();
  if (GENERATE(false, true)) {
    fs::copy(away, log);  // another inode
  } else {
    fs::rename(away, log);
  }
  CHECK(world.settle() == numbers(51, 60));
  append(log, records(61, 61));
  CHECK(world.settle() == numbers(61, 61));
}

TEST_CASE("half a line of a log that was renamed is looked at while another file is let go") {
  World world(ReadMode::follow, {"a.log", "b.log", "c.log"});
  write(world.folder / "a.log", records(1, 1));
  write(world.folder / "b.log", records(2, 2));
  write(world.folder / "c.log", records(3, 3) + "half of a line");
  CHECK(world.settle() == numbers(1, 3));
  fs::rename(world.folder / "c.log", world.folder / "elsewhere");
  CHECK(world.settle(kLooksUntilLastLine + 5).empty());
  // Before it in the order of turns.
  fs::remove(world.folder / "a.log");
  CHECK(world.settle().empty());
  CHECK(world.source().positions().size() == 2);
  append(world.folder / "elsewhere", '\n' + records(4, 4));
  CHECK(world.settle() == numbers(4, 4));
}

}  // namespace
}  // namespace charterd::collectors::testing
