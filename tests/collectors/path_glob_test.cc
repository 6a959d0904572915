// Globs: what they match, and where something that matches could appear.
#include "collectors/path_glob.h"

#include <catch2/catch.hpp>
#include <unistd.h>

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

TEST_CASE("paths are sorted, and each is there once however many globs match it") {
  TemporaryFolder folder;
  for (const char* name : {"b.log", "a.log", "c.txt", ".hidden.log"}) write(folder / name, "");
  const Listing listing = list_paths({folder / "b*", folder / "*.log", folder / "?.txt"});
  CHECK(listing.paths == Strings{folder / "a.log", folder / "b.log", folder / "c.txt"});
  CHECK(listing.unmatched.empty());
}

TEST_CASE("a pattern that is the name of a file means that file") {
  TemporaryFolder folder;
  write(folder / "x[1].log", "");
  write(folder / "x1.log", "");
  write(folder / "x1.log.1", "");
  CHECK(list_paths({folder / "x[1].log"}).paths == Strings{folder / "x[1].log"});
}

TEST_CASE("a pattern also gives what rotation makes of its files") {
  TemporaryFolder folder;
  for (const char* name :
       {"a.log", "a.log.1", "a.log.2.gz", "a.log-20261101.zst", "a.log.2026-11-01", "a.log.old",
        "a.log.1.tmp", "b.log.1", "a.logs.1", ".a.log.1"}) {
    write(folder / name, "");
  }
  std::filesystem::create_directory(folder / "a.log.d");
  const Strings of_a{folder / "a.log", folder / "a.log-20261101.zst", folder / "a.log.1",
                     folder / "a.log.2.gz", folder / "a.log.2026-11-01"};
  CHECK(list_paths({folder / "a.log"}).paths == of_a);
  CHECK(list_paths({folder / "a.l?g"}).paths == of_a);
  CHECK(list_paths({folder / "a.log", folder / "a.log*.gz"}).paths == of_a);
  const Listing of_b = list_paths({folder / "b.log"});
  CHECK(of_b.paths == Strings{folder / "b.log.1"});
  CHECK(of_b.unmatched.empty());  // it is just being rotated
}

TEST_CASE("patterns that match nothing are told apart") {
  TemporaryFolder folder;
  write(folder / "a.log", "");
  const Listing listing = list_paths({folder / "a.log", folder / "b.log", folder / "*.txt"});
  CHECK(listing.paths == Strings{folder / "a.log"});
  CHECK(listing.unmatched == Strings{folder / "b.log", folder / "*.txt"});
}

TEST_CASE("a pattern without a match says what stands in the way") {
  TemporaryFolder folder;
  CHECK(why_unmatched(folder / "*.log") == "nothing matches: no such file");
  CHECK(why_unmatched(folder / "no/*.log") ==
        "nothing matches: the folder " + (folder / "no") + " does not exist");
}

TEST_CASE("a folder is watched in which something that matches could appear") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder / "one/logs");
  std::filesystem::create_directories(folder / "two");
  const std::string root = std::filesystem::path(folder / "x").parent_path().string();
  CHECK(watched_by({folder / "*.log"}) == Strings{root});
  CHECK(watched_by({folder / "three/x.log"}) == Strings{root});
  CHECK(watched_by({folder / "*/x.log"}) == Strings{root, folder / "one", folder / "two"});
  CHECK(watched_by({folder / "*/logs/x.log"}) ==
        Strings{root, folder / "one", folder / "one/logs", folder / "two"});
}

}  // namespace
}  // namespace charterd::collectors::testing
