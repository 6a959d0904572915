// Rotated files are followed and found again though no glob names them.
#include <map>

#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A log of which 1 to 50 were delivered before the state was kept, then 51 to 60 came. The glob
/// gives nothing else.
struct LoneLog : World {
  explicit LoneLog(ReadMode mode = ReadMode::follow)
      : World(mode, {GENERATE("x.log", "*.log")}), log(folder / "x.log") {
    write(log, records(1, 50));
    if (mode == ReadMode::once) return;
    REQUIRE(poll() == numbers(1, 50));
    save();
    append(log, records(51, 60));
  }
  /// What one rotation makes of the log, and then it grows.
  void rotate(const std::string& style, const std::string& more) const {
    const std::string whole = content_of(log);
    for (int n = 8; n > 0; --n) {
      for (const char* packed : {"", ".gz", ".zst"}) {
        const std::string name = log + "." + std::to_string(n) + packed;
        if (fs::exists(name)) fs::rename(name, log + "." + std::to_string(n + 1) + packed);
      }
    }
    if (style == "rename") fs::rename(log, log + ".1");
    if (style == "date") fs::rename(log, log + "-" + std::to_string(20261101 + rotations_++));
    if (style == "gzip") fs::remove(log), write(log + ".1.gz", gzip(whole));
    if (style == "zstd") fs::remove(log), write(log + ".1.zst", zstd(whole));
    if (style == "copytruncate") fs::copy_file(log, log + ".1");
    write(log, more);
  }

  std::string log;

 private:
  mutable int rotations_ = 0;
};

TEST_CASE("rotated while nobody followed: the rest is read, and what came and went meanwhile") {
  LoneLog world;
  const std::string style =
      GENERATE(as<std::string>(), "rename", "date", "gzip", "zstd", "copytruncate");
  const int rotations = GENERATE(1, 2, 3);
  CAPTURE(style, rotations);
  int last = 60;
  for (int i = 0; i < rotations; ++i, last += 10) {
    world.rotate(style, records(last + 1, last + 10));
  }
  world.restart();
  CHECK(world.settle() == numbers(51, last));
  world.save();
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.problems().empty());
}

TEST_CASE("rotated while it is followed: each record is read once") {
  LoneLog world;
  const std::string style =
      GENERATE(as<std::string>(), "rename", "date", "gzip", "zstd", "copytruncate");
  CAPTURE(style);
  CHECK(world.settle() == numbers(51, 60));
  for (int last = 60; last < 110; last += 10) {
    world.rotate(style, records(last + 1, last + 10));
    CHECK(world.settle() == numbers(last + 1, last + 10));
    world.save();
    world.restart();
  }
  CHECK(world.settle().empty());
  CHECK(world.problems().empty());
}

TEST_CASE("what is read once includes what the log was rotated to") {
  LoneLog world(ReadMode::once);
  world.rotate("rename", records(51, 60));
  world.rotate("gzip", records(61, 70));
  CHECK(world.settle() == numbers(1, 70));
}

TEST_CASE("a log that is gone for good is said, whatever was known to be unread") {
  LoneLog world;
  fs::create_directory(world.folder / "old");
  fs::rename(world.log, world.folder / "old/x.log");
  write(world.log, records(61, 70));
  world.restart();
  CHECK(world.settle(10) == numbers(61, 70));
  const Strings said = world.problems();
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("x.log: was replaced: what was written to it before") == 0);
}

TEST_CASE("pieces of a log that are found together are numbered as they were written") {
  const ReadMode mode = GENERATE(ReadMode::follow, ReadMode::once);
  LoneLog world(mode);
  const std::ifstream held(world.log);  // a piece with its inode is known to be new only later
  if (mode == ReadMode::follow) world.restart();
  world.rotate("gzip", records(61, 70));
  world.rotate("rename", records(71, 80));
  world.settle();
  std::map<std::string, std::uint32_t> stream_of;  // by the path when its reading began
  for (const Origin& origin : world.sink.origins) {
    auto& last = stream_of[std::string(world.source().stream_path(origin.stream))];
    last = std::max(last, origin.stream);
  }
  CHECK(stream_of.at(world.log + ".1") < stream_of.at(world.log));
}

TEST_CASE("an archive under another name is read when it has its own, and is no rejected record") {
  const bool is_gzip = GENERATE(true, false);
  World world(ReadMode::follow, {"*"});
  const std::string archive = (is_gzip ? gzip : zstd)(records(1, 30));
  write(world.folder / "x.tmp", archive.substr(0, archive.size() / 2));
  const Strings said{"x.tmp: is compressed, and is read when its name ends in .gz or .zst"};
  CHECK(world.settle().empty());
  CHECK(world.problems() == said);
  append(world.folder / "x.tmp", archive.substr(archive.size() / 2));
  CHECK(world.settle().empty());
  CHECK(world.problems() == said);
  fs::rename(world.folder / "x.tmp", world.folder / (is_gzip ? "x.gz" : "x.zst"));
  CHECK(world.settle() == numbers(1, 30));
  CHECK(world.problems().empty());
  CHECK(world.sink.reasons.empty());
  CHECK(world.source().caught_up());
}

}  // namespace
}  // namespace charterd::collectors::testing
