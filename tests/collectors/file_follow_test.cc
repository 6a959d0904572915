// Files followed: growth, partial lines, new files, and many of them.
#include <algorithm>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("what is appended to a file is read by the next poll, without a rescan") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  CHECK(world.poll().empty());
  append(world.folder / "a.jsonl", records(3, 4));
  CHECK(world.poll() == numbers(3, 4));
}

TEST_CASE("a partial last line waits for its newline") {
  World world(ReadMode::follow);
  const std::string line = record("2");
  write(world.folder / "a.jsonl", records(1, 1) + line.substr(0, 20));
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.source().positions().at(0).offset == records(1, 1).size());
  append(world.folder / "a.jsonl", line.substr(20, 5));
  CHECK(world.poll().empty());
  append(world.folder / "a.jsonl", line.substr(25));
  CHECK(world.poll() == numbers(2, 2));
  CHECK(world.source().positions().at(0).line == 3);
}

TEST_CASE("the partial lines of several files do not get mixed up") {
  World world(ReadMode::follow);
  const Strings names = {"a.jsonl", "b.jsonl", "c.jsonl"};
  Strings seen;
  for (std::size_t i = 0; i < record("1").size(); ++i) {
    for (std::size_t f = 0; f < names.size(); ++f) {
      append(world.folder / names[f], record(std::to_string(f)).substr(i, 1));
    }
    if (i == 0) world.source().rescan();
    for (const std::string& n : world.poll()) seen.push_back(n);
  }
  CHECK(seen == numbers(0, 2));
  CHECK(world.sink.reasons.empty());
}

TEST_CASE("new files are found by a rescan and read from their beginning") {
  World world(ReadMode::follow, {"*.jsonl"});
  CHECK(world.poll().empty());
  CHECK(world.problems() == Strings{"*.jsonl: nothing matches: no such file"});
  CHECK(world.source().caught_up());
  write(world.folder / "a.jsonl", records(1, 2));
  CHECK(world.poll().empty());
  CHECK(world.rescan_and_poll() == numbers(1, 2));
  write(world.folder / "b.jsonl", records(3, 3));
  CHECK(world.rescan_and_poll() == numbers(3, 3));
  CHECK(world.problems().empty());
}

TEST_CASE("a pattern that loses its last file and has one again may lose it anew") {
  World world(ReadMode::follow, {"*.jsonl"});
  for (int round = 0; round < 2; ++round) {
    world.source().rescan();
    world.source().rescan();
    CHECK(world.problems() == Strings{"*.jsonl: nothing matches: no such file"});
    write(world.folder / "a.jsonl", records(round, round));
    CHECK(world.rescan_and_poll() == numbers(round, round));
    fs::remove(world.folder / "a.jsonl");
  }
}

TEST_CASE("caught up means that what was there at the last rescan was delivered") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl", records(1, 100));
  CHECK_FALSE(world.source().caught_up());
  world.source().poll(world.sink, 50);
  CHECK_FALSE(world.source().caught_up());
  world.poll();
  CHECK(world.source().caught_up());
  append(world.folder / "a.jsonl", records(101, 101));
  CHECK(world.source().caught_up());
  world.source().rescan();
  CHECK_FALSE(world.source().caught_up());
  world.poll();
  CHECK(world.source().caught_up());
}

TEST_CASE("a file that grows without end does not keep the others waiting") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl", records(1, 10));
  write(world.folder / "b.jsonl", records(1001, 1001));
  int n = 10;
  for (int polls = 0; polls < 30; ++polls) {
    append(world.folder / "a.jsonl", records(n + 1, n + 10));
    n += 10;
    world.source().poll(world.sink, 200);
  }
  CHECK(std::count(world.sink.seen.begin(), world.sink.seen.end(), "1001") == 1);
}

TEST_CASE("more files than may be open are all followed") {
  World world(ReadMode::follow, {"*"}, 4);
  const auto name = [&](int n) { return world.folder / ("f" + std::to_string(n)); };
  for (int n = 10; n < 30; ++n) write(name(n), record(std::to_string(n)) + "{\"ts");
  CHECK(world.poll() == numbers(10, 29));
  for (int n = 10; n < 30; ++n) append(name(n), record(std::to_string(n + 20)).substr(4));
  auto seen = world.rescan_and_poll();
  std::sort(seen.begin(), seen.end());
  CHECK(seen == numbers(30, 49));
  CHECK(world.sink.reasons.empty());
  CHECK(world.rescan_and_poll().empty());
}

TEST_CASE("a file that was let rest and then written anew is read anew") {
  World world(ReadMode::follow, {"*"}, 1);
  write(world.folder / "a.jsonl", records(1, 3));
  write(world.folder / "b.jsonl", records(4, 4));
  CHECK(world.poll() == numbers(1, 4));
  write(world.folder / "a.jsonl", records(11, 19));
  CHECK(world.rescan_and_poll() == numbers(11, 19));
}

TEST_CASE("a file that may not be read is a problem once, and is tried again") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl", records(1, 1));
  fs::permissions(world.folder / "a.jsonl", fs::perms::none);
  {
    const Unprivileged user(world.folder);
    CHECK(world.poll().empty());
    CHECK(world.rescan_and_poll().empty());
    CHECK(world.problems() == Strings{"a.jsonl: cannot be read: Permission denied"});
    CHECK(world.source().caught_up());
  }
  fs::permissions(world.folder / "a.jsonl", fs::perms::owner_all);
  CHECK(world.rescan_and_poll() == numbers(1, 1));
}

TEST_CASE("an archive that grows by another member is read on") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl.gz", gzip(records(1, 2)));
  CHECK(world.poll() == numbers(1, 2));
  append(world.folder / "a.jsonl.gz", gzip(records(3, 4)));
  CHECK(world.rescan_and_poll() == numbers(3, 4));
}

TEST_CASE("an archive that is still being written is read as it comes, without a problem") {
  World world(ReadMode::follow);
  const std::string whole = gzip(records(1, 3000));
  Strings seen;
  write(world.folder / "a.jsonl.gz", "");
  const std::size_t piece = whole.size() / 5 + 1;
  for (std::size_t i = 0; i < whole.size(); i += piece) {
    for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
    append(world.folder / "a.jsonl.gz", whole.substr(i, piece));
  }
  for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
  CHECK(seen == numbers(1, 3000));
  CHECK(world.problems().empty());
}

TEST_CASE("an archive that stays truncated is a problem at the rescans that find it unchanged") {
  World world(ReadMode::follow);
  const std::string whole = gzip(records(1, 3000));
  write(world.folder / "a.jsonl.gz", whole.substr(0, whole.size() / 2));
  const auto seen = world.poll();
  CHECK(!seen.empty());
  for (int i = 0; i < 4; ++i) CHECK(world.rescan_and_poll().empty());
  CHECK(world.problems() ==
        Strings{"a.jsonl.gz: the compressed data ends too early; what came before it counts"});
  append(world.folder / "a.jsonl.gz", whole.substr(whole.size() / 2));
  auto rest = world.rescan_and_poll();
  rest.insert(rest.begin(), seen.begin(), seen.end());
  CHECK(rest == numbers(1, 3000));
}

TEST_CASE("the last line of an archive needs no newline") {
  World world(ReadMode::follow);
  std::string text = records(1, 2);
  text.pop_back();
  write(world.folder / "a.jsonl.gz", gzip(text));
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.rescan_and_poll().empty());
  CHECK(world.rescan_and_poll() == numbers(2, 2));
  CHECK(world.source().caught_up());
}

TEST_CASE("folders are watched in which files are, could appear, and are linked to") {
  World world(ReadMode::follow, {"logs/*.jsonl"});
  fs::create_directories(world.folder / "logs");
  fs::create_directories(world.folder / "real");
  write(world.folder / "real/x", records(1, 1));
  fs::create_symlink(world.folder / "real/x", world.folder / "logs/a.jsonl");
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.source().watched_folders() == Strings{world.folder / "logs", world.folder / "real"});
}

TEST_CASE("positions say where each file was read to and what it begins with") {
  World world(ReadMode::follow);
  write(world.folder / "a.jsonl", records(1, 3));
  world.poll();
  const auto positions = world.source().positions();
  REQUIRE(positions.size() == 1);
  CHECK(positions[0].path == world.folder / "a.jsonl");
  CHECK(positions[0].offset == records(1, 3).size());
  CHECK(positions[0].line == 4);
}

}  // namespace
}  // namespace charterd::collectors::testing
