// A last line without an end: of a file that grows, of an export, of a log that was put away.
#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/second_source.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kAMinute = 65;  // looks
constexpr int kTenMinutes = 605;

/// Without the line's end.
std::string unended(const std::string& n) {
  std::string text = record(n);
  text.pop_back();
  return text;
}

TEST_CASE("a whole record without an end counts after a minute, once") {
  World world(ReadMode::follow, {"x.log"});
  const std::string log = world.folder / "x.log";
  write(log, records(1, 9) + unended("10"));
  CHECK(world.settle(30) == numbers(1, 9));
  CHECK(world.settle(kAMinute) == numbers(10, 10));
  CHECK(world.source().caught_up());
  const bool restarted = GENERATE(false, true);
  if (restarted) world.save(), world.restart();
  Second second(world);
  CHECK(world.settle(kAMinute).empty());
  CHECK(second.poll() == numbers(1, 10));
  CHECK(second.source.is_level());
  append(log, GENERATE("", "\n", "\r\n") + std::string());
  CHECK(world.settle().empty());
  append(log, (fs::file_size(log) == (records(1, 9) + unended("10")).size() ? "\n" : "") +
                  records(11, 12));
  CHECK(world.settle() == numbers(11, 12));
  CHECK(world.source().counts().records == 12);
  CHECK(world.problems().empty());
}

TEST_CASE("half a record waits for its end, which is said") {
  World world(ReadMode::follow, {"x.log"});
  const std::string log = world.folder / "x.log", whole = record("10");
  const std::string half = whole.substr(0, whole.size() - GENERATE(2U, 10U, 40U));
  write(log, records(1, 9) + half);
  CHECK(world.settle(kTenMinutes) == numbers(1, 9));
  CHECK(world.source().caught_up());
  CHECK(world.problems() ==
        Strings{"x.log: ends in the middle of a line, which counts when it is finished"});
  append(log, whole.substr(half.size()));
  CHECK(world.settle() == numbers(10, 10));
  CHECK(world.sink.reasons.empty());
}

TEST_CASE("a format that does not say where a record ends waits for the line's end") {
  World world(ReadMode::follow, {"x.log"});
  world.config.format.kind = config::FormatKind::logfmt;
  const std::string log = world.folder / "x.log";
  write(log, "ts=2026-03-02T10:00:00Z event=tick n=1");
  CHECK(world.settle(kTenMinutes).empty());
  append(log, "7\n");
  CHECK(world.settle() == numbers(17, 17));
}

TEST_CASE("the last line of a log that was put away counts when another has taken its place") {
  World world(ReadMode::follow, {"x.log"});
  const std::string log = world.folder / "x.log";
  world.config.format.kind = config::FormatKind::logfmt;
  write(log, "ts=2026-03-02T10:00:00Z event=tick n=1\nts=2026-03-02T10:00:00Z event=tick n=2");
  CHECK(world.settle() == numbers(1, 1));
  fs::rename(log, log + ".1");
  write(log, "");
  CHECK(world.settle(kTenMinutes).empty());
  append(log, "ts=2026-03-02T10:00:00Z event=tick n=3\n");
  const bool down = GENERATE(false, true);
  if (down) world.save(), world.restart();
  CHECK(world.settle(kTenMinutes) == numbers(2, 3));
  CHECK(world.source().counts().records == 3);
}

TEST_CASE("a line that a copy has cut in two counts once, from the original") {
  World world(ReadMode::follow, {"x.log*"});
  world.config.format.kind = config::FormatKind::logfmt;
  const std::string log = world.folder / "x.log";
  const std::string begun = "ts=2026-03-02T10:00:00Z event=tick n=1\nts=2026-03-02T10:00:00Z event";
  write(log, begun);
  CHECK(world.settle() == numbers(1, 1));
  const std::string ending = GENERATE("", ".gz", ".zst");
  write(log + ".1" + ending, ending.empty() ? begun : ending == ".gz" ? gzip(begun) : zstd(begun));
  const bool soon = GENERATE(false, true);
  if (!soon) CHECK(world.settle(kTenMinutes).empty());
  append(log, "=tick n=2\n");
  CHECK(world.settle(kTenMinutes) == numbers(2, 2));
  append(log, "ts=2026-03-02T10:00:00Z event=tick n=3\n");
  CHECK(world.settle(kTenMinutes) == numbers(3, 3));
  CHECK(world.source().counts().records == 3);
}

TEST_CASE("a whole record without an end counts once though a copy lies beside") {
  World world(ReadMode::follow, {"x.log"});
  const std::string log = world.folder / "x.log";
  write(log, records(1, 9) + unended("10"));
  const bool packed = GENERATE(false, true);
  CHECK(world.settle() == numbers(1, 9));
  if (packed) write(log + ".1.gz", gzip(records(1, 9) + unended("10")));
  if (!packed) write(log + ".1", records(1, 9) + unended("10"));
  CHECK(world.settle(kTenMinutes) == numbers(10, 10));
  append(log, "\n" + record("11"));
  CHECK(world.settle(kTenMinutes) == numbers(11, 11));
  CHECK(world.source().counts().records == 11);
}

TEST_CASE("a name that only begins like another log's is not put away by it") {
  World world(ReadMode::follow, {"calls", "calls-eu"});
  world.config.format.kind = config::FormatKind::logfmt;
  write(world.folder / "calls", "ts=2026-03-02T10:00:00Z event=tick n=1\n");
  write(world.folder / "calls-eu", "ts=2026-03-02T10:00:00Z event=tick n=2");
  CHECK(world.settle(kTenMinutes) == numbers(1, 1));
  append(world.folder / "calls-eu", "5\n");
  CHECK(world.settle() == numbers(25, 25));
}

}  // namespace
}  // namespace charterd::collectors::testing
