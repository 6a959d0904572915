// Rotation in all its ways: every record is read exactly once.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a renamed file is read to its end, and the new one from its beginning") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  // The writer still has the old file open when it was renamed.
  fs::rename(world.folder / "x.log", world.folder / "x.log.1");
  append(world.folder / "x.log.1", records(3, 3));
  write(world.folder / "x.log", records(4, 5));
  CHECK(world.rescan_and_poll() == numbers(3, 5));
  append(world.folder / "x.log.1", records(6, 6));
  append(world.folder / "x.log", records(7, 7));
  CHECK(world.rescan_and_poll() == numbers(6, 7));
}

TEST_CASE("a renamed file that still matches is not read again, also when the new one is alike") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 1));
  CHECK(world.poll() == numbers(1, 1));
  for (int rotation = 0; rotation < 3; ++rotation) {
    for (int old = rotation; old > 0; --old) {
      fs::rename(world.folder / ("x.log." + std::to_string(old)),
                 world.folder / ("x.log." + std::to_string(old + 1)));
    }
    fs::rename(world.folder / "x.log", world.folder / "x.log.1");
    write(world.folder / "x.log", records(1, 1));
    CHECK(world.rescan_and_poll() == numbers(1, 1));
    CHECK(world.rescan_and_poll().empty());
  }
  CHECK(world.problems().empty());
}

TEST_CASE("a file that is created anew after it was unlinked is read from its beginning") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  for (int round = 1; round < 4; ++round) {
    fs::remove(world.folder / "x.log");
    if (round > 1) {
      world.rescan_and_poll();
      world.rescan_and_poll();
      world.rescan_and_poll();
    }
    write(world.folder / "x.log", records(10 * round, 10 * round + 1));
    CHECK(world.rescan_and_poll() == numbers(10 * round, 10 * round + 1));
  }
}

TEST_CASE("an unlinked file is read to its end and then let go") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  std::string text = records(3, 4);
  text.pop_back();
  append(world.folder / "x.log", text);
  fs::remove(world.folder / "x.log");
  CHECK(world.rescan_and_poll() == numbers(3, 3));
  CHECK(world.source().positions().size() == 1);
  // Nobody wrote to it for two rescans: what looked like half a line is the last one.
  Strings rest;
  for (int i = 0; i < 3; ++i) {
    for (const std::string& n : world.rescan_and_poll()) rest.push_back(n);
  }
  CHECK(rest == numbers(4, 4));
  world.source().rescan();
  CHECK(world.source().positions().empty());
}

TEST_CASE("a file that was cut off and written anew is read anew") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 9));
  CHECK(world.poll() == numbers(1, 9));
  write(world.folder / "x.log", records(1, 2));  // shorter, and alike
  CHECK(world.poll() == numbers(1, 2));
  write(world.folder / "x.log", records(11, 30));  // longer, with another beginning
  CHECK(world.poll() == numbers(11, 30));
  CHECK(world.poll().empty());
}

TEST_CASE("a file that was cut off is told by its middle when its beginning is the same") {
  World world(ReadMode::follow, {"x.log"});
  const std::string head = std::string(1100, ' ') + '\n';  // blank lines are no records
  write(world.folder / "x.log", head + records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  write(world.folder / "x.log", head + records(3, 5));
  CHECK(world.poll() == numbers(3, 5));
}

TEST_CASE("half a line before a file is cut off is not joined with what comes after") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", "{\"ts\":\"2026");
  CHECK(world.poll().empty());
  write(world.folder / "x.log", records(1, 3));
  CHECK(world.poll() == numbers(1, 3));
  CHECK(world.sink.reasons.empty());
}

TEST_CASE("copytruncate: the copy is not read again, what it has more is") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  // Written just before the copy was made: only the copy has it.
  append(world.folder / "x.log", records(51, 52));
  fs::copy_file(world.folder / "x.log", world.folder / "x.log.1");
  write(world.folder / "x.log", records(53, 54));
  auto seen = world.rescan_and_poll();
  std::sort(seen.begin(), seen.end());
  CHECK(seen == numbers(51, 54));
  CHECK(world.rescan_and_poll().empty());
}

TEST_CASE("copytruncate: a copy that is seen before the original is cut off is not read again") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  append(world.folder / "x.log", records(51, 52));
  fs::copy_file(world.folder / "x.log", world.folder / "x.log.1");
  CHECK(world.rescan_and_poll() == numbers(51, 52));
  write(world.folder / "x.log", records(53, 53));
  CHECK(world.rescan_and_poll() == numbers(53, 53));
}

TEST_CASE("copytruncate: a copy that is still being made is not read again") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  const std::string whole = records(1, 51);
  write(world.folder / "x.log.1", whole.substr(0, 700));
  CHECK(world.rescan_and_poll().empty());
  append(world.folder / "x.log.1", whole.substr(700));
  CHECK(world.rescan_and_poll() == numbers(51, 51));
}

TEST_CASE("a rotated file that begins like another one but is not its copy is read whole") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  write(world.folder / "x.log.1", records(1, 2) + records(60, 61));
  CHECK(world.settle().size() == 4);
  write(world.folder / "x.log.2", records(1, 40) + records(60, 70));
  CHECK(world.settle().size() == 51);
}

TEST_CASE("a rotated and compressed copy is skipped up to what was read") {
  const std::string ending = GENERATE(".gz", ".zst");
  const auto compress = ending == ".gz" ? gzip : zstd;
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 3000));
  CHECK(world.poll() == numbers(1, 3000));
  fs::rename(world.folder / "x.log", world.folder / "x.log.1");
  write(world.folder / "x.log", records(3001, 3002));
  CHECK(world.rescan_and_poll() == numbers(3001, 3002));

  SECTION("after the original was unlinked and let go") {
    fs::remove(world.folder / "x.log.1");
    for (int i = 0; i < 4; ++i) CHECK(world.rescan_and_poll().empty());
    write(world.folder / ("x.log.1" + ending), compress(records(1, 3000)));
    CHECK(world.rescan_and_poll().empty());
  }
  SECTION("while the original is still there") {
    write(world.folder / ("x.log.1" + ending), compress(records(1, 3000)));
    CHECK(world.rescan_and_poll().empty());
    fs::remove(world.folder / "x.log.1");
  }
  SECTION("with more in it than was read") {
    append(world.folder / "x.log.1", records(4001, 4010));
    write(world.folder / ("x.log.1" + ending), compress(records(1, 3000) + records(4001, 4010)));
    fs::remove(world.folder / "x.log.1");
    CHECK(world.rescan_and_poll() == numbers(4001, 4010));
  }
  for (int i = 0; i < 4; ++i) CHECK(world.rescan_and_poll().empty());
  CHECK(world.problems().empty());
  CHECK(world.source().caught_up());
}

TEST_CASE("a compressed copy that is still being written is skipped as it comes") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 3000));
  CHECK(world.poll() == numbers(1, 3000));
  fs::rename(world.folder / "x.log", world.folder / "x.log.1");
  const std::string whole = gzip(records(1, 3001));
  for (std::size_t i = 0; i < whole.size(); i += 1000) {
    append(world.folder / "x.log.1.gz", whole.substr(i, 1000));
    const auto seen = world.rescan_and_poll();
    if (i + 1000 < whole.size()) CHECK(seen.empty());
    if (i + 1000 >= whole.size()) CHECK(seen == numbers(3001, 3001));
  }
  CHECK(world.problems().empty());
}

TEST_CASE("a last line without newline is read once, from the file or from its compressed copy") {
  World world(ReadMode::follow, {"x.log*"});
  std::string text = records(1, 10);
  text.pop_back();
  write(world.folder / "x.log", text);
  CHECK(world.poll() == numbers(1, 9));
  write(world.folder / "x.log.1.gz", gzip(text));
  fs::remove(world.folder / "x.log");
  Strings rest;
  for (int i = 0; i < 6; ++i) {
    for (const std::string& n : world.rescan_and_poll()) rest.push_back(n);
  }
  CHECK(rest == numbers(10, 10));
}

TEST_CASE("an archive whose beginning only is that of a file that was read is read whole") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 3000));
  CHECK(world.poll() == numbers(1, 3000));
  write(world.folder / "x.log.7.gz", gzip(records(1, 2000) + records(5001, 7000)));
  auto expected = numbers(1, 2000);
  for (const std::string& n : numbers(5001, 7000)) expected.push_back(n);
  CHECK(world.rescan_and_poll() == expected);
}

TEST_CASE("files with equal content that rotation does not make of each other are all read") {
  World world(ReadMode::follow);
  write(world.folder / "shop-1.csv", records(1, 2));
  write(world.folder / "shop-2.csv", records(1, 2));
  write(world.folder / "shop-copy.csv", records(1, 2));
  CHECK(world.poll().size() == 6);
}

TEST_CASE("a link that is turned to a new file is followed there, the old file to its end") {
  World world(ReadMode::follow, {"current"});
  write(world.folder / "x.1", records(1, 1));
  fs::create_symlink(world.folder / "x.1", world.folder / "current");
  CHECK(world.poll() == numbers(1, 1));
  append(world.folder / "x.1", records(2, 2));
  write(world.folder / "x.2", records(3, 3));
  fs::remove(world.folder / "current");
  fs::create_symlink(world.folder / "x.2", world.folder / "current");
  CHECK(world.rescan_and_poll() == numbers(2, 3));
}

TEST_CASE("every record is read once through a long series of rotations of every kind") {
  // Also with hardly any file held open: then a log may vanish before it is opened again, which is
  // said, and is read in its archive.
  const std::size_t most_open = GENERATE(2U, 128U);
  World world(ReadMode::follow, {"x.log*"}, most_open);
  std::vector<int> count(2000, 0);
  const auto poll = [&](bool rescan) {
    if (rescan) world.source().rescan();
    for (const std::string& n : world.poll(500)) ++count[std::stoul(n)];
  };
  std::uint32_t state = GENERATE(1U, 13U, 28U, 35U);
  const auto below = [&](std::uint32_t n) {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 8) % n;
  };
  int written = 0;
  int archives = 0;
  for (int step = 0; step < 150; ++step) {
    const int more = static_cast<int>(below(12));
    append(world.folder / "x.log", records(written, written + more - 1));
    written += more;
    if (below(2) == 0) poll(false);
    const std::string archive = world.folder / ("x.log." + std::to_string(++archives));
    switch (below(6)) {
      case 0:  // rename and create
        fs::rename(world.folder / "x.log", archive);
        break;
      case 1:  // copytruncate
        poll(true);
        fs::copy_file(world.folder / "x.log", archive);
        fs::resize_file(world.folder / "x.log", 0);
        break;
      case 2: {  // rename, compress, unlink
        fs::rename(world.folder / "x.log", archive);
        poll(true);
        std::ifstream file(archive, std::ios::binary);
        write(archive + ".gz", gzip(std::string(std::istreambuf_iterator<char>(file), {})));
        fs::remove(archive);
        break;
      }
      default:
        break;
    }
    if (!fs::exists(world.folder / "x.log")) write(world.folder / "x.log", "");
    if (below(3) == 0) poll(true);
  }
  for (int i = 0; i < 4; ++i) poll(true);
  REQUIRE(written < 2000);
  for (int n = 0; n < written; ++n) {
    CAPTURE(n);
    CHECK(count[static_cast<std::size_t>(n)] == 1);
  }
  if (most_open > 2) CHECK(world.problems() == Strings{});
}

}  // namespace
}  // namespace charterd::collectors::testing
