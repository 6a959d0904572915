// Copies of what was read: of any name, longer and shorter, whole and under way.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

// As rsync and careful writers do.
void replace(World& world, const std::string& name, const std::string& text) {
  write(world.folder / "new", text);
  fs::rename(world.folder / "new", world.folder / name);
}

TEST_CASE("a log that is replaced by a longer copy of itself is read on") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 3));
  CHECK(world.poll() == numbers(1, 3));
  for (int n = 4; n < 400; ++n) {
    replace(world, "x.log", records(1, n));
    if (n % 3 == 0) CHECK(world.rescan_and_poll() == numbers(n == 6 ? 4 : n - 2, n));
    if (n % 100 == 0) {
      world.save();
      world.restart();
    }
  }
  CHECK(world.settle() == numbers(400, 399));
  CHECK(world.source().positions().size() == 1);
  CHECK(world.problems().empty());
}

TEST_CASE("a log that is renamed and copied back goes on in both") {
  const std::string away = GENERATE("x.log.old", "elsewhere");
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  append(world.folder / "x.log", records(51, 60));
  fs::rename(world.folder / "x.log", world.folder / away);
  fs::copy_file(world.folder / away, world.folder / "x.log");
  CHECK(world.settle() == numbers(51, 60));
  append(world.folder / away, records(61, 61));
  append(world.folder / "x.log", records(62, 62));
  auto last = world.settle();
  std::sort(last.begin(), last.end());
  CHECK(last == numbers(61, 62));
}

TEST_CASE("a log that was renamed to what no glob gives is not read as another one there") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  fs::rename(world.folder / "x.log", world.folder / "elsewhere");
  write(world.folder / "x.log", records(101, 101));
  write(world.folder / "elsewhere", records(201, 202));
  CHECK(world.settle() == numbers(101, 101));
  fs::rename(world.folder / "elsewhere", world.folder / "x.log");
  CHECK(world.settle() == numbers(201, 202));
}

TEST_CASE("a file that has become shorter where it was read is read anew") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  replace(world, "x.log", records(1, 20));
  CHECK(world.settle() == numbers(1, 20));
  CHECK(world.source().caught_up());
  append(world.folder / "x.log", records(21, 52));
  CHECK(world.settle() == numbers(21, 52));
}

TEST_CASE("an export that is replaced by a shorter one loses no row that is new") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  replace(world, "x.log", records(1, 40) + records(61, 63));
  auto expected = numbers(1, 40);
  for (const auto& number : numbers(61, 63)) expected.push_back(number);
  CHECK(world.settle() == expected);
}

TEST_CASE("a copy does not overtake the log that it was made of") {
  World world(ReadMode::follow, {"x.log", "x.log.1"});
  write(world.folder / "x.log", records(1, 30));
  CHECK(world.poll() == numbers(1, 30));
  write(world.folder / "x.log.1", records(1, 20));  // under way
  CHECK(world.rescan_and_poll().empty());
  append(world.folder / "x.log", records(31, 33));
  append(world.folder / "x.log.1", records(21, 33));
  auto read = world.poll();
  for (const auto& number : world.settle()) read.push_back(number);
  CHECK(read == numbers(31, 33));
}

TEST_CASE(
    "a copy does not overtake the log that it was made of where no glob gives that any more") {
  const std::string copy = GENERATE("copy-x.log", "x.log.1", "y.log");
  World world(ReadMode::follow, {"x.log", "*-x.log", "y.log"});
  write(world.folder / "x.log", records(1, 40));
  CHECK(world.poll() == numbers(1, 40));
  fs::rename(world.folder / "x.log", world.folder / "elsewhere");
  write(world.folder / copy, records(1, 30));  // under way
  append(world.folder / "elsewhere", records(41, 41));
  CHECK(world.rescan_and_poll() == numbers(41, 41));
  append(world.folder / "elsewhere", records(42, 60));
  append(world.folder / copy, records(31, 60));
  CHECK(world.poll() == numbers(42, 60));
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
}

TEST_CASE("what is written to a log is read when a copy has taken its place and its name") {
  World world(ReadMode::follow, {"x.log*"});
  const std::string log = world.folder / "x.log";
  write(log, records(1, 60));
  CHECK(world.poll() == numbers(1, 60));
  std::ofstream writer(log, std::ios::app);
  const std::string copy = GENERATE("", ".1.gz");
  if (copy.empty()) replace(world, "x.log", records(1, 60));
  if (!copy.empty()) write(log + copy, gzip(records(1, 60)));
  if (!copy.empty()) fs::remove(log);
  CHECK(world.rescan_and_poll().empty());
  writer << records(61, 65) << std::flush;
  CHECK(world.settle() == numbers(61, 65));
  append(log, records(66, 66));
  CHECK(world.settle() == numbers(66, 66));
  world.save();
  world.restart();
  CHECK(world.settle().empty());
}

TEST_CASE("what is left in a copy without a name is read though its log is opened anew first") {
  World world(ReadMode::follow, {"x.log*", "*.other"}, 3);
  const std::string log = world.folder / "x.log", old = world.folder / "x.log.old";
  write(log, records(1, 60));
  write(world.folder / "a.other", records(301, 301));
  CHECK(world.poll().size() == 61);
  fs::copy_file(log, old);
  CHECK(world.settle().empty());
  append(log, records(201, 202));
  CHECK(world.settle() == numbers(201, 202));
  append(old, records(61, 61));
  CHECK(world.settle() == numbers(61, 61));
  write(world.folder / "b.other", records(302, 302));  // those idle for longest are closed
  CHECK(world.settle() == numbers(302, 302));
  append(old, records(62, 64));
  fs::remove(old);
  append(log, records(203, 203));
  auto expected = numbers(62, 64);
  expected.emplace_back("203");
  CHECK(world.settle() == expected);
}

TEST_CASE("a log and its copy that have gone apart go on where they were, also when opened anew") {
  const bool restarted = GENERATE(false, true);
  const int away_has = GENERATE(1, 8), log_has = GENERATE(1, 8);
  World world(ReadMode::follow, {"x.log*"}, restarted ? 128 : 1);
  const std::string log = world.folder / "x.log", away = world.folder / "x.log.old";
  write(log, records(1, 60));
  CHECK(world.poll() == numbers(1, 60));
  fs::rename(log, away);
  fs::copy_file(away, log);
  CHECK(world.settle().empty());
  append(away, records(101, 100 + away_has));
  append(log, records(201, 200 + log_has));
  auto expected = numbers(101, 100 + away_has);
  for (const auto& number : numbers(201, 200 + log_has)) expected.push_back(number);
  CHECK(world.settle() == expected);
  world.save();
  if (restarted) world.restart();
  CHECK(world.settle().empty());
  append(log, records(301, 301));
  CHECK(world.settle() == numbers(301, 301));
}

TEST_CASE("a log that is replaced by other content is read from its beginning") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 3));
  CHECK(world.poll() == numbers(1, 3));
  const int more = GENERATE(1, 3, 9);
  replace(world, "x.log", records(11, 10 + more));
  CHECK(world.rescan_and_poll() == numbers(11, 10 + more));
}

TEST_CASE("a copy that was made before its original was read on is not read again") {
  World world(ReadMode::follow, {"x.log*"});
  const int copied = GENERATE(1, 3, 40);
  const std::string ending = GENERATE("", ".gz");
  write(world.folder / "x.log", records(1, 50));
  CHECK(world.poll() == numbers(1, 50));
  const std::string copy = records(1, copied);

  SECTION("the original stays") {}
  SECTION("the original is cut off") {
    write(world.folder / "x.log", records(51, 60));
    CHECK(world.settle() == numbers(51, 60));
  }
  write(world.folder / ("x.log.1" + ending), ending.empty() ? copy : gzip(copy));
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
  CHECK(world.save() > 0);
  world.restart();
  CHECK(world.settle().empty());
  fs::rename(world.folder / ("x.log.1" + ending), world.folder / ("x.log.2" + ending));
  CHECK(world.settle().empty());
  CHECK(world.problems().empty());
}

TEST_CASE("a log with the long header of another one, then other records, is no copy of it") {
  const std::string header =
      "ts,event,n," + std::string(GENERATE(100U, 1000U, 1100U, 2500U), 'x') + '\n';
  const std::string ending = GENERATE("", ".gz");
  const bool restarted = GENERATE(false, true);
  World world(ReadMode::follow, {"x.log*"});
  world.config.format.kind = config::FormatKind::csv;
  write(world.folder / "x.log", header + rows(1, 500, ",y"));
  CHECK(world.poll() == numbers(1, 500));
  world.save();
  if (restarted) {
    fs::remove(world.folder / "x.log");
    world.restart();
  }
  const int last = GENERATE(600, 601, 603, 620, 700);
  const std::string other = header + rows(601, last, ",y");
  write(world.folder / ("x.log.1" + ending), ending.empty() ? other : gzip(other));
  CHECK(world.settle() == numbers(601, last));
}

TEST_CASE("a log is not taken for one of which a restart knows no more than the header") {
  World world(ReadMode::follow, {"x.log*"});
  world.config.format.kind = config::FormatKind::csv;
  write(world.folder / "x.log.1", "ts,event,n\n" + rows(1, 3));
  write(world.folder / "x.log", "ts,event,n\n");
  CHECK(world.settle() == numbers(1, 3));
  world.save();
  fs::rename(world.folder / "x.log.1", world.folder / "x.log");
  world.restart();
  CHECK(world.settle().empty());
  fs::copy(world.folder / "x.log", world.folder / "new");
  fs::rename(world.folder / "new", world.folder / "x.log");
  CHECK(world.settle().empty());
  append(world.folder / "x.log", rows(4, 5));
  CHECK(world.settle() == numbers(4, 5));
}

TEST_CASE("an archive that is not finished for long is read when it is, from where the log ended") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 3000));
  CHECK(world.poll() == numbers(1, 3000));
  append(world.folder / "x.log", records(3001, 3002));
  fs::rename(world.folder / "x.log", world.folder / "gone");
  const std::string whole = gzip(records(1, 3002));
  const std::size_t cut = GENERATE(0U, 10U, 500U, 5000U);
  const bool restarted = GENERATE(false, true);
  write(world.folder / "x.log.1.gz", whole.substr(0, cut));
  fs::remove(world.folder / "gone");
  const auto before = world.settle();
  if (restarted) {
    world.save();
    world.restart();
  }
  append(world.folder / "x.log.1.gz", whole.substr(cut));
  auto all = world.settle();
  all.insert(all.begin(), before.begin(), before.end());
  CHECK(all == numbers(3001, 3002));
}

TEST_CASE("an archive of a log that is gone is known whatever it is called") {
  const std::string name = GENERATE("x.log-20261101T0300.gz", "x.log.old.gz", "archive-x.log.gz",
                                    "x.20261101T03.log.gz", "@400000004f2b0a8c1d3e.s.gz");
  const bool down = GENERATE(false, true);
  World world(ReadMode::follow, {"*"});
  write(world.folder / "x.log", records(1, 30));
  CHECK(world.poll() == numbers(1, 30));
  if (down) world.save();
  append(world.folder / "x.log", records(31, 31));
  fs::remove(world.folder / "x.log");
  write(world.folder / name, gzip(records(1, 31)));
  write(world.folder / "x.log", records(32, 33));
  if (down) world.restart();
  CHECK(world.settle() == numbers(31, 33));
  CHECK(world.problems().empty());
}

TEST_CASE("a log that is renamed and then compressed is known by whatever it was called") {
  World world(ReadMode::follow, {"*"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  fs::rename(world.folder / "x.log", world.folder / "x.log-20261101T0300");
  write(world.folder / "x.log", records(3, 3));
  CHECK(world.rescan_and_poll() == numbers(3, 3));
  write(world.folder / "x.log-20261101T0300.gz", gzip(records(1, 2)));
  CHECK(world.settle().empty());
  fs::remove(world.folder / "x.log-20261101T0300");
  CHECK(world.settle().empty());
}

TEST_CASE("short content that two logs of other names have is read in both") {
  World world(ReadMode::follow, {"*.log"});
  write(world.folder / "north.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  fs::remove(world.folder / "north.log");
  CHECK(world.settle().empty());
  write(world.folder / "south.log", records(1, 2));
  CHECK(world.settle() == numbers(1, 2));
}

TEST_CASE("a log that begins like a short one that was only renamed is a new log") {
  const std::string away = GENERATE("x.log.1", "elsewhere");
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  fs::rename(world.folder / "x.log", world.folder / away);
  write(world.folder / "x.log", records(1, 3));
  CHECK(world.settle() == numbers(1, 3));
}

TEST_CASE("content that two logs have at the same time is read in both") {
  World world(ReadMode::follow, {"*.log"});
  write(world.folder / "north.log", records(1, 50));
  write(world.folder / "south.log", records(1, 50));
  CHECK(world.poll().size() == 100);
}

TEST_CASE("empty logs keep no archive waiting") {
  World world(ReadMode::follow, {"x.log*"}, GENERATE(1U, 128U));
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  world.save();
  fs::rename(world.folder / "x.log", world.folder / "x.log.4");
  write(world.folder / "x.log", "");
  write(world.folder / "x.log.1", "");
  write(world.folder / "x.log.2", "");
  write(world.folder / "x.log.3.gz", gzip(records(3, 4)));
  write(world.folder / "x.log.5.gz", gzip(""));
  if (GENERATE(false, true)) world.restart();
  CHECK(world.settle() == numbers(3, 4));
  CHECK(world.source().caught_up());
  append(world.folder / "x.log", records(5, 5));
  append(world.folder / "x.log.2", records(6, 6));
  CHECK(world.settle() == numbers(5, 6));
}

TEST_CASE("an empty log is held for what comes, also when it has lost its name by then") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  fs::remove(world.folder / "x.log");
  write(world.folder / "x.log", "");
  CHECK(world.settle().empty());
  append(world.folder / "x.log", records(3, 4));
  fs::rename(world.folder / "x.log", world.folder / "elsewhere");
  CHECK(world.settle() == numbers(3, 4));
}

}  // namespace
}  // namespace charterd::collectors::testing
