// CSV logs of which a header and little more has been read.
#include <chrono>

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/second_source.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

const std::string kHeader = "ts,event,n\n";

struct CsvWorld : World {
  CsvWorld() : World(ReadMode::follow, {"x.log*"}) { config.format.kind = config::FormatKind::csv; }
};

std::string one_row_without_end() {
  std::string text = kHeader + rows(1, 1);
  text.pop_back();
  return text;
}

TEST_CASE("an archive of a header and one record without a line feed counts once") {
  CsvWorld world;
  const std::string archive = world.folder / "x.log.1.gz";
  write(archive, gzip(one_row_without_end()));
  CHECK(world.settle() == numbers(1, 1));
  const bool copied = GENERATE(false, true);
  if (copied) {
    fs::copy(archive, world.folder / "x.log.2.gz");
    fs::remove(archive);
  } else {
    fs::last_write_time(archive, fs::last_write_time(archive) + std::chrono::hours(1));
  }
  CHECK(world.settle().empty());
}

TEST_CASE("a log of a header and one record without a line feed counts once when it was put away") {
  CsvWorld world;
  write(world.folder / "x.log.1", one_row_without_end());
  write(world.folder / "x.log", kHeader + rows(2, 3));
  CHECK(world.settle(700) == numbers(1, 3));
  world.save();
  world.restart();
  CHECK(world.settle(700).empty());
}

TEST_CASE("behind a first source a header and one record without a line feed are read") {
  CsvWorld world;
  write(world.folder / "x.log.1.gz", gzip(one_row_without_end()));
  CHECK(world.settle() == numbers(1, 1));
  Second second(world);
  CHECK(second.poll() == numbers(1, 1));
  CHECK(second.poll().empty());
  CHECK(second.source.is_level());
}

TEST_CASE("a line behind the header that is too long and has no end yet counts once") {
  CsvWorld world;
  write(world.folder / "x.log", kHeader + std::string(3 << 20, 'a'));
  CHECK(world.settle().empty());
  CHECK(world.source().counts().records == 1);
  world.save();
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.source().counts().records == 1);
}

TEST_CASE("of a log in which nothing but the header was read nothing is missed") {
  CsvWorld world;
  const std::string half = GENERATE("", "1999-03-02T10");
  const bool closed = GENERATE(false, true);
  const std::string log = world.folder / "x.log", archive = world.folder / "x.log.1";
  write(log, kHeader + half);
  CHECK(world.settle().empty());
  fs::rename(log, archive);
  write(log, kHeader + rows(1, 3));
  CHECK(world.settle() == numbers(1, 3));
  world.save();
  if (closed) {
    world.restart();
    CHECK(world.settle().empty());
    world.save();
  }
  fs::remove(archive);
  world.restart();
  CHECK(world.settle(10).empty());
  const Strings rest = {
      "x.log.1: is gone, and had not been read to its end: the rest is not counted"};
  CHECK(world.problems() == (half.empty() ? Strings{} : rest));
}

TEST_CASE("a log is not taken for one of which a restart knows nothing but the header") {
  CsvWorld world;
  const std::string header =
      GENERATE("ts,event,n\n", "ts,event,n\r\n", "\xef\xbb\xbfts,event,n\n", "\nts,event,n\n",
               "ts,event,n\nts,event,n\n", "ts,\"event\",n,\"two\nlines\"\n");
  const std::string more = header.find("lines") == std::string::npos ? "" : ",y";
  CAPTURE(header);
  const std::string log = world.folder / "x.log", archive = world.folder / "x.log.1";
  write(archive, header + rows(1, 3, more));
  write(log, header);
  CHECK(world.settle() == numbers(1, 3));
  world.save();
  fs::rename(archive, log);
  world.restart();
  CHECK(world.settle().empty());
  fs::copy(log, world.folder / "new");
  fs::rename(world.folder / "new", log);
  CHECK(world.settle().empty());
  append(log, rows(4, 5, more));
  CHECK(world.settle() == numbers(4, 5));
}

}  // namespace
}  // namespace charterd::collectors::testing
