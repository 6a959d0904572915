// A source that is restored reads on behind what was delivered, whatever became of its files.
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

/// A file x.log of which 1 to 50 were delivered before the state was kept, then 51 to 60 came.
struct PartlyRead : World {
  explicit PartlyRead(const std::vector<std::string>& globs = {"x.log*"})
      : World(ReadMode::follow, globs), log(folder / "x.log") {
    write(log, records(1, 50));
    REQUIRE(poll() == numbers(1, 50));
    save();
    append(log, records(51, 60));
  }
  std::string log;
};

constexpr int kLooksUntilForgotten = 605;

TEST_CASE("restored: a file that has grown is read on") {
  PartlyRead world;
  // Delivered but not kept: the crash takes it back.
  const bool delivered = GENERATE(false, true);
  if (delivered) CHECK(world.poll() == numbers(51, 60));
  world.restart();
  CHECK_FALSE(world.source().caught_up());
  CHECK(world.source().stream_path(0) == world.log);
  CHECK(world.settle() == numbers(51, 60));
  CHECK(world.sink.origins.back().stream == 0);
  CHECK(world.sink.origins.back().line == 60);
  CHECK(world.source().caught_up());
  append(world.log, records(61, 61));
  CHECK(world.poll() == numbers(61, 61));
  CHECK(world.problems().empty());
}

TEST_CASE("restored: a file of which nothing more has come gives nothing more") {
  World world(ReadMode::follow);
  write(world.folder / "a.log", records(1, 5));
  CHECK(world.poll() == numbers(1, 5));
  CHECK(world.save() > 0);
  CHECK(world.save() == 0);
  world.rescan_and_poll();
  CHECK(world.save() == 0);
  world.restart();
  CHECK(world.save() == 0);
  CHECK(world.settle().empty());
  CHECK(world.save() == 0);
  CHECK(world.source().counts().records == 5);
  CHECK(world.source().counts().accepted == 5);
  CHECK(world.source().counts().bytes == records(1, 5).size());
  CHECK(world.source().counts().last_event.has_value());
}

TEST_CASE("restored: a renamed file is read to its end, and the new one from its beginning") {
  PartlyRead world;
  fs::rename(world.log, world.log + ".1");
  const bool once_more = GENERATE(false, true);
  write(world.log, records(61, 70));
  if (once_more) {
    fs::rename(world.log + ".1", world.log + ".2");
    fs::rename(world.log, world.log + ".1");
    write(world.log, "");
  }
  world.restart();
  CHECK(world.settle() == numbers(51, 70));
  CHECK(world.problems().empty());
}

TEST_CASE("restored: a file renamed to what no glob gives is read to its end") {
  PartlyRead world({"x.log"});
  fs::rename(world.log, world.log + ".1");
  write(world.folder / "other", records(900, 999));
  write(world.log, records(61, 70));
  world.restart();
  CHECK(world.settle() == numbers(51, 70));
  append(world.log + ".1", records(71, 71));
  CHECK(world.settle() == numbers(71, 71));
  CHECK(world.problems().empty());
  // Also when that name is the one that was kept.
  world.save();
  append(world.log + ".1", records(72, 72));
  fs::rename(world.log + ".1", world.log + ".2");
  world.restart();
  CHECK(world.settle() == numbers(72, 72));
}

TEST_CASE("restored: a file that no glob gives any more is left alone") {
  PartlyRead world({"*.log"});
  world.config.paths = {world.folder / "other"};
  world.restart();
  CHECK(world.settle(kLooksUntilForgotten).empty());
  world.save();
  CHECK(world.source().positions().empty());
}

TEST_CASE("restored: copytruncate is seen through, however much has come since") {
  PartlyRead world;
  fs::copy_file(world.log, world.log + ".1");
  const int more = GENERATE(0, 5, 50, 200);
  write(world.log, records(61, 60 + more));
  world.restart();
  CHECK(world.settle() == numbers(51, 60 + more));
  CHECK(world.problems().empty());
}

TEST_CASE("restored: a copy of a file that is gone is read on where that ended") {
  PartlyRead world;
  const std::string ending = GENERATE(".1", ".1.gz", ".1.zst");
  const std::string whole = content_of(world.log);
  const bool reused = GENERATE(false, true);
  if (!reused) fs::remove(world.log);
  write(world.log, records(61, 70));
  const std::string copy = ending == ".1" ? whole : ending == ".1.gz" ? gzip(whole) : zstd(whole);
  const bool late = GENERATE(false, true);
  if (!late) write(world.log + ending, copy);
  world.restart();
  Strings seen = late ? world.settle() : Strings();
  if (late) {
    CHECK(seen == numbers(61, 70));
    // Its reading is remembered through another restart.
    world.save();
    world.restart();
    CHECK(world.settle().empty());
    write(world.log + ending, copy);
    CHECK(world.settle() == numbers(51, 60));
  } else {
    CHECK(world.settle() == numbers(51, 70));
  }
  CHECK(world.save() > 0);
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.problems().empty());
}

TEST_CASE("restored: a short file that was compressed is known again by its hash alone") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 2));
  CHECK(world.poll() == numbers(1, 2));
  world.save();
  fs::remove(world.folder / "x.log");
  write(world.folder / "x.log.1.gz", gzip(records(1, 3)));
  write(world.folder / "x.log.2.gz", gzip(records(4, 4)));
  write(world.folder / "x.log.3", records(5, 5));
  world.restart();
  CHECK(world.settle() == numbers(3, 5));
}

TEST_CASE("restored: an inode that went to another file is found out by its content") {
  PartlyRead world;
  // Written over in place: same inode. Shorter than what was read, as long, longer.
  const int last = GENERATE(61, 110, 160);
  std::string text = records(100, 100 + last - 61);
  const std::size_t read_before = records(1, 50).size();
  const bool as_long = GENERATE(false, true);
  if (as_long) text.resize(read_before - 1, ' '), text += '\n';
  const auto inode = status_of(world.log)->key;
  write(world.log, text);
  REQUIRE(status_of(world.log)->key == inode);
  const bool renamed = GENERATE(false, true);
  if (renamed) fs::rename(world.log, world.folder / "x.log.9");
  world.restart();
  const Strings whole = [&] {
    World fresh(ReadMode::follow);
    write(fresh.folder / "f", text);
    return fresh.settle();
  }();
  CHECK_FALSE(whole.empty());
  CHECK(world.settle() == whole);
}

TEST_CASE("restored: an inode whose new file begins alike is found out before the offset") {
  const std::string head = std::string(1100, ' ') + '\n';
  World world(ReadMode::follow);
  write(world.folder / "x.log", head + records(1, 20));
  CHECK(world.poll() == numbers(1, 20));
  world.save();
  write(world.folder / "x.log", head + records(30, 70));
  world.restart();
  CHECK(world.settle() == numbers(30, 70));
}

TEST_CASE("restored: an inode that changed between a plain file and an archive is read whole") {
  World world(ReadMode::follow, {"x.log*"});
  const bool was_plain = GENERATE(true, false);
  const std::string plain = world.folder / "x.log", archive = world.folder / "x.log.1.gz";
  write(was_plain ? plain : archive, was_plain ? records(1, 9) : gzip(records(1, 9)));
  CHECK(world.poll() == numbers(1, 9));
  world.save();
  fs::rename(was_plain ? plain : archive, was_plain ? archive : plain);
  write(was_plain ? archive : plain, was_plain ? gzip(records(20, 22)) : records(20, 22));
  world.restart();
  CHECK(world.settle() == numbers(20, 22));
}

TEST_CASE("restored: the content decides when the device has another number") {
  PartlyRead world;
  const bool same = GENERATE(true, false);
  if (!same) write(world.log, records(200, 300));
  KeptTable kept;
  for (auto& [key, value] : world.kept.rows()) {
    config::RowChanges changes;
    if (key.table == config::Table::files) {
      config::Unpacker from(value);
      config::Packer row;
      row.text(from.text()).number(from.number() + 77);
      const std::string_view rest = std::string_view(value).substr(
          config::Packer().text(world.log).number(status_of(world.log)->key.device).bytes().size());
      changes.put(key, row.bytes() + std::string(rest));
    } else {
      changes.put(key, value);
    }
    kept.apply(changes);
  }
  world.kept = kept;
  world.restart();
  CHECK(world.settle() == (same ? numbers(51, 60) : numbers(200, 300)));
  CHECK(world.source().positions().size() == 1);
}

TEST_CASE("restored: a partial last line is read once, from its beginning") {
  World world(ReadMode::follow);
  const std::string line = record("2");
  const std::size_t cut = GENERATE(1U, 20U, 52U);
  write(world.folder / "x.log", records(1, 1) + line.substr(0, cut));
  CHECK(world.poll() == numbers(1, 1));
  world.save();
  const bool longer = GENERATE(true, false);
  if (longer) append(world.folder / "x.log", line.substr(cut) + record("3"));
  world.restart();
  CHECK(world.settle() == (longer ? numbers(2, 3) : Strings{}));
  if (!longer) append(world.folder / "x.log", line.substr(cut) + record("3"));
  if (!longer) CHECK(world.settle() == numbers(2, 3));
  CHECK(world.sink.reasons.empty());
  CHECK(world.source().counts().records == 3);
}

TEST_CASE("restored: a line over the limit that was skipped in part is counted once") {
  World world(ReadMode::follow);
  write(world.folder / "x.log", records(1, 1) + std::string(kMaximumRecordSize + 5'000, 'x'));
  CHECK(world.poll() == numbers(1, 1));
  CHECK(world.sink.reasons == std::vector{Reason::too_long});
  world.save();
  append(world.folder / "x.log", std::string(3'000, 'y') + '\n' + records(2, 3));
  world.restart();
  CHECK(world.settle() == numbers(2, 3));
  CHECK(world.sink.reasons.size() == 1);
  CHECK(world.source().counts().rejected[static_cast<std::size_t>(Reason::too_long)] == 1);
  CHECK(world.sink.origins.back().line == 4);
}

TEST_CASE("restored: the columns are those of the header that was read") {
  World world(ReadMode::follow, {"x.csv*"});
  world.config.format.kind = config::FormatKind::csv;
  const std::string row = "2026-03-02T10:00:00Z,tick,";
  write(world.folder / "x.csv", "ts,event,n\n" + row + "1\n");
  const bool header_only = GENERATE(false, true);
  if (header_only) write(world.folder / "x.csv", "ts,event,n\n");
  CHECK(world.poll() == (header_only ? Strings{} : numbers(1, 1)));
  world.save();
  append(world.folder / "x.csv", row + "2\n");
  write(world.folder / "x.csv.7", "n,event,ts\n3,tick,2026-03-02T10:00:00Z\n");
  world.restart();
  CHECK(world.settle() == numbers(2, 3));
  CHECK(world.sink.reasons.empty());
}

TEST_CASE("restored: an archive that was read in part is passed up to there") {
  World world(ReadMode::follow, {"x.log*"});
  const std::string ending = GENERATE(".gz", ".zst");
  const std::string path = world.folder / ("x.log.1" + ending);
  write(path, (ending == ".gz" ? gzip : zstd)(records(1, 20'000)));
  world.source().poll(world.sink, 300'000);
  Strings seen = world.sink.taken();
  REQUIRE(seen.size() < 15'000);
  REQUIRE(seen.size() > 100);
  world.save();
  const int crashes = GENERATE(1, 3);
  for (int i = 0; i < crashes; ++i) {
    world.restart();
    // While it only passes, what is kept stays what it was.
    CHECK(world.source().poll(world.sink, 1'000) > 0);
    CHECK(world.sink.taken().empty());
    world.save();
  }
  const std::string renamed = world.folder / ("x.log.2" + ending);
  if (GENERATE(false, true)) fs::rename(path, renamed);
  world.restart();
  for (const std::string& n : world.settle()) seen.push_back(n);
  CHECK(seen == numbers(1, 20'000));
  // It is not opened again.
  world.save();
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
  CHECK(world.save() == 0);
}

TEST_CASE("restored: an archive that came in the place of one read in part is read whole") {
  World world(ReadMode::follow, {"x.log*"});
  const std::string path = world.folder / "x.log.1.gz";
  write(path, gzip(records(1, 20'000)));
  world.source().poll(world.sink, 300'000);
  REQUIRE_FALSE(world.sink.taken().empty());
  world.save();
  write(path, gzip(records(30'001, 55'000)));
  world.restart();
  CHECK(world.settle() == numbers(30'001, 55'000));
}

TEST_CASE("restored: files that are gone are forgotten, and said if something was lost") {
  PartlyRead world;
  const bool all_read = GENERATE(false, true);
  if (all_read) fs::resize_file(world.log, records(1, 50).size());
  if (!all_read) {
    // Seen but not delivered when the state was kept.
    world.source().poll(world.sink, 1);
    world.sink.taken();
    world.save();
  }
  fs::remove(world.log);
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
  CHECK(world.settle(kLooksUntilForgotten).empty());
  CHECK(world.source().positions().empty());
  const Strings said = world.problems();
  CHECK(std::count_if(said.begin(), said.end(), [](const std::string& problem) {
          return problem.find("is gone, and had not been read to its end") != std::string::npos;
        }) == (all_read ? 0 : 1));
  CHECK(world.save() > 0);
  for (const auto& [key, value] : world.kept.rows()) CHECK(key.table != config::Table::files);
}

TEST_CASE("restored: new files are read, and their streams are numbered on") {
  PartlyRead world({"*.log"});
  write(world.folder / "a.log", records(61, 62));
  world.restart();
  CHECK(world.settle() == numbers(51, 62));
  CHECK(world.sink.origins.back().stream == 1);
  CHECK(world.source().stream_path(0) == world.log);
  CHECK(world.source().stream_path(1) == world.folder / "a.log");
}

TEST_CASE("restored: a file that was never read, and one that is empty") {
  World world(ReadMode::follow);
  write(world.folder / "a.log", "");
  write(world.folder / "b.log", records(1, 3));
  world.source().rescan();
  world.save();
  world.restart();
  CHECK(world.settle() == numbers(1, 3));
  append(world.folder / "a.log", records(4, 4));
  CHECK(world.poll() == numbers(4, 4));
}

TEST_CASE("restored: more files than may be open are all read on") {
  World world(ReadMode::follow, {"*"}, 3);
  for (int i = 0; i < 20; ++i) write(world.folder / std::to_string(i), records(i, i));
  CHECK(world.poll().size() == 20);
  world.save();
  for (int i = 0; i < 20; ++i) {
    append(world.folder / std::to_string(i), records(100 + i, 100 + i));
  }
  world.restart();
  CHECK(world.settle() == numbers(100, 119));
}

TEST_CASE("what is kept holds none of the records") {
  World world(ReadMode::follow);
  write(world.folder / "x.log", record("a-secret-of-customers"));
  CHECK(world.poll().size() == 1);
  write(world.folder / "x.log", record("b"));
  CHECK(world.poll().size() == 1);
  world.save();
  for (const auto& [key, value] : world.kept.rows()) {
    CHECK(value.find("secret") == std::string::npos);
    CHECK(value.find("2026-03-02") == std::string::npos);
  }
}

}  // namespace
}  // namespace charterd::collectors::testing
