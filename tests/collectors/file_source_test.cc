// Files read once, from beginning to end.
#include "collectors/file_source.h"

#include <algorithm>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/collectors/compression.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

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

TEST_CASE("the last line of a file and the first of the next are two records") {
  World world(ReadMode::once);
  std::string text = records(1, 1);
  text.pop_back();
  write(world.folder / "a.jsonl", text);
  write(world.folder / "b.jsonl", records(2, 3));
  CHECK(world.poll() == numbers(1, 3));
}

TEST_CASE("events say in which file and line they were read") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 2));
  write(world.folder / "b.jsonl", records(3, 3));
  world.poll();
  const auto& origins = world.sink.origins;
  REQUIRE(origins.size() == 3);
  CHECK(world.source().stream_path(origins[1].stream) == world.folder / "a.jsonl");
  CHECK(origins[1].line == 2);
  CHECK(origins[1].offset == record("1").size());
  CHECK(world.source().stream_path(origins[2].stream) == world.folder / "b.jsonl");
  CHECK(origins[2].line == 1);
  CHECK(world.source().stream_path(77).empty());
}

TEST_CASE("one file under two names is read once") {
  World world(ReadMode::once, {"*.jsonl", "a*", "*"});
  write(world.folder / "a.jsonl", records(1, 2));
  fs::create_hard_link(world.folder / "a.jsonl", world.folder / "hard.jsonl");
  fs::create_symlink(world.folder / "a.jsonl", world.folder / "link.jsonl");
  CHECK(world.poll() == numbers(1, 2));
  CHECK(world.problems().empty());
}

TEST_CASE("a budget smaller than a line only takes more polls") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 20));
  write(world.folder / "b.jsonl", records(21, 22));
  std::size_t bytes = 0;
  while (const std::size_t got = world.source().poll(world.sink, 3)) {
    CHECK(got <= 3);
    bytes += got;
  }
  CHECK(world.sink.taken() == numbers(1, 22));
  CHECK(bytes == records(1, 22).size());
  CHECK(world.source().counts().bytes == bytes);
}

TEST_CASE("a line of 10 MB is skipped whole and counted, and its neighbours are read") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl",
        records(1, 1) + std::string(10 << 20, 'x') + '\n' + records(2, 3));
  CHECK(world.poll() == numbers(1, 3));
  CHECK(world.sink.reasons == std::vector<Reason>{Reason::too_long});
  CHECK(world.source().counts().records == 4);
}

TEST_CASE("compressed files are read among the plain ones") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 2));
  write(world.folder / "b.jsonl.gz", gzip(records(3, 500)) + gzip(records(501, 600)));
  write(world.folder / "c.jsonl.zst", zstd(records(601, 700)) + zstd(records(701, 800)));
  CHECK(world.poll(1000) == numbers(1, 800));
  CHECK(world.problems().empty());
  CHECK(world.source().caught_up());
  const Source::Progress progress = world.source().progress();
  CHECK(progress.read == progress.total);
  CHECK(world.source().counts().bytes == progress.total);
}

TEST_CASE("a log and the archive that rotation is making of it are read as one") {
  World world(ReadMode::once);
  write(world.folder / "x.jsonl.1", records(1, 500));
  write(world.folder / "x.jsonl.1.gz", gzip(records(1, 500)));
  CHECK(world.poll(1000) == numbers(1, 500));
}

TEST_CASE("a truncated archive counts up to its last whole record, and is a problem once") {
  World world(ReadMode::once);
  const std::string whole = gzip(records(1, 5000));
  write(world.folder / "a.jsonl.gz", whole.substr(0, whole.size() / 2));
  write(world.folder / "b.jsonl", records(9001, 9001));
  auto seen = world.poll();
  REQUIRE(seen.size() > 100);
  CHECK(seen.back() == "9001");
  seen.pop_back();
  CHECK(seen == numbers(1, static_cast<int>(seen.size())));
  // The torn last line is no record.
  CHECK(world.sink.reasons.empty());
  CHECK(world.problems() ==
        Strings{"a.jsonl.gz: the compressed data ends too early; what came before it counts"});
  CHECK(world.poll().empty());
  CHECK(world.problems().empty());
}

TEST_CASE("a broken archive counts up to where it broke, and is a problem once") {
  World world(ReadMode::once);
  std::string bad = gzip(records(5001, 9000));
  bad.replace(bad.size() / 2, 32, std::string(32, '\xff'));
  write(world.folder / "a.jsonl.gz", gzip(records(1, 5000)) + bad);
  const auto seen = world.poll();
  CHECK(seen.size() >= 5000);
  CHECK(seen == numbers(1, static_cast<int>(seen.size())));
  const auto problems = world.problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].starts_with("a.jsonl.gz: broken gzip data near byte "));
}

TEST_CASE("what is no file is a problem, and the files are read") {
  World world(ReadMode::once);
  fs::create_directory(world.folder / "a.jsonl");
  REQUIRE(::mkfifo((world.folder / "b.jsonl").c_str(), 0600) == 0);
  fs::create_symlink(world.folder / "nothing", world.folder / "c.jsonl");
  write(world.folder / "d.jsonl", records(1, 1));
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.problems() ==
        Strings{"a.jsonl: is a folder; for the files in it write " + (world.folder / "a.jsonl/*"),
                "b.jsonl: is not a regular file; a pipe is read by a source of kind stdin",
                "c.jsonl: cannot be read: No such file or directory"});
}

TEST_CASE("a file that may not be read is a problem, and the others are read") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 1));
  write(world.folder / "b.jsonl", records(2, 2));
  fs::permissions(world.folder / "a.jsonl", fs::perms::none);
  const Unprivileged user(world.folder);
  CHECK(world.poll() == numbers(2, 2));
  CHECK(world.problems() == Strings{"a.jsonl: cannot be read: Permission denied"});
}

TEST_CASE("a pattern that matches nothing is a problem once, and is nothing to wait for") {
  World world(ReadMode::once, {"*.jsonl", "*.csv"});
  write(world.folder / "a.jsonl", records(1, 1));
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.problems() == Strings{"*.csv: nothing matches: no such file"});
  CHECK(world.source().caught_up());
}

TEST_CASE("a file that is renamed between the listing and its opening is found and read") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 1));
  write(world.folder / "b.jsonl", records(2, 3));
  world.source().rescan();
  fs::rename(world.folder / "b.jsonl", world.folder / "b.jsonl.1");
  CHECK(world.poll() == numbers(1, 3));
  CHECK(world.problems().empty());
}

TEST_CASE(
    "a file whose name goes to a new one before it is opened is read, and so is the new one") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 2));
  world.source().rescan();
  fs::rename(world.folder / "a.jsonl", world.folder / "a.jsonl.1");
  write(world.folder / "a.jsonl", records(3, 4));
  auto seen = world.poll();
  std::sort(seen.begin(), seen.end());
  CHECK(seen == numbers(1, 4));
  CHECK(world.problems().empty());
}

TEST_CASE("a file that vanishes between the listing and its opening is a problem") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 1));
  write(world.folder / "b.jsonl", records(2, 2));
  world.source().rescan();
  fs::remove(world.folder / "b.jsonl");
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.problems() == Strings{"b.jsonl: vanished before it was read"});
  CHECK(world.source().caught_up());
}

TEST_CASE("a file that vanishes while it is read is read to its end") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 10));
  world.source().poll(world.sink, 100);
  fs::remove(world.folder / "a.jsonl");
  CHECK(world.poll() == numbers(1, 10));
  CHECK(world.problems().empty());
}

TEST_CASE("a file that becomes shorter while it is read is a problem") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 10));
  world.source().poll(world.sink, records(1, 2).size());
  write(world.folder / "a.jsonl", "");
  CHECK(world.poll() == numbers(1, 2));
  CHECK(world.problems() == Strings{"a.jsonl: became shorter while it was read"});
}

TEST_CASE("files that come after the first listing are not read once") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 1));
  CHECK(world.poll() == numbers(1, 1));
  write(world.folder / "b.jsonl", records(2, 2));
  append(world.folder / "a.jsonl", records(3, 3));
  CHECK(world.rescan_and_poll().empty());
}

TEST_CASE("progress counts what is there and what was read") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", records(1, 10));
  write(world.folder / "b.jsonl", records(11, 20));
  world.source().poll(world.sink, 100);
  CHECK(world.source().progress().read == 100);
  CHECK(world.source().progress().total == records(1, 20).size());
  world.poll();
  CHECK(world.source().progress().read == records(1, 20).size());
}

TEST_CASE("an empty folder and empty files give nothing") {
  World world(ReadMode::once);
  write(world.folder / "a.jsonl", "");
  write(world.folder / "b.jsonl.gz", "");
  write(world.folder / "c.jsonl.zst", "");
  CHECK(world.poll().empty());
  CHECK(world.problems().empty());
  CHECK(world.source().counts().records == 0);
}

TEST_CASE("a CSV header is read in each file, and is no record") {
  World world(ReadMode::once);
  world.config.format.kind = config::FormatKind::csv;
  write(world.folder / "a.csv", "ts,event,n\n2026-03-02T10:00:00Z,tick,1\n");
  write(world.folder / "b.csv", "n,event,ts\n2,tick,2026-03-02T10:00:00Z\n");
  CHECK(world.poll(10) == numbers(1, 2));
  CHECK(world.source().counts().records == 2);
}

}  // namespace
}  // namespace charterd::collectors::testing
