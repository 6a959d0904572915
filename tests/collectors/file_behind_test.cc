// A source that reads behind another one of the same files.
#include <catch2/catch.hpp>

#include "tests/collectors/compression.h"
#include "tests/collectors/second_source.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a second source reads what the first one has read, and no more") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log.1", records(1, 3));
  write(first.folder / "x.log", records(4, 5));
  CHECK(first.settle() == numbers(1, 5));
  Second second(first);
  CHECK_FALSE(second.source.is_level());
  append(first.folder / "x.log", records(6, 9));
  Strings seen = second.poll();
  std::sort(seen.begin(), seen.end());
  CHECK(seen == numbers(1, 5));
  CHECK(second.source.is_level());
  CHECK(first.settle() == numbers(6, 9));
  CHECK_FALSE(second.source.is_level());
  fs::rename(first.folder / "x.log.1", first.folder / "x.log.2");
  fs::rename(first.folder / "x.log", first.folder / "x.log.1");
  write(first.folder / "x.log", records(10, 11));
  CHECK(second.poll() == numbers(6, 9));
  CHECK(first.rescan_and_poll() == numbers(10, 11));
  CHECK(second.poll() == numbers(10, 11));
  CHECK(second.source.is_level());
  fs::remove(first.folder / "x.log.2");
  first.rescan_and_poll();
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source an archive is read just as far as that one came") {
  World first(ReadMode::follow, {"x.log*"});
  std::string text = records(1, 200);
  const bool cut = GENERATE(false, true);
  if (!cut) text.pop_back();  // the last line has no newline
  write(first.folder / "x.log.1", text);
  REQUIRE(std::system(("gzip -n " + (first.folder / "x.log.1")).c_str()) == 0);
  const std::string archive = first.folder / "x.log.1.gz";
  if (cut) fs::resize_file(archive, fs::file_size(archive) - 30);
  Second second(first);
  Strings led, read;
  for (int i = 0; i < 5; ++i) {
    for (const std::string& n : first.rescan_and_poll()) led.push_back(n);
    for (const std::string& n : second.poll()) read.push_back(n);
  }
  CHECK(led.size() > 100);
  CHECK(read == led);
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source an archive that is broken is read as far as that one came") {
  World first(ReadMode::follow, {"x.log*"});
  const std::string archive = first.folder / "x.log.1.gz";
  const std::string whole = gzip(records(1, 5000));
  std::string broken = whole;
  broken.replace(whole.size() / 2, 40, 40, 'x');
  const bool was_whole = GENERATE(false, true);
  write(archive, was_whole ? whole : broken);
  const auto led = first.settle().size();
  CHECK(led > 1000);
  write(archive, broken);
  Second second(first);
  const auto read = second.poll().size();
  CHECK(read > 1000);
  CHECK((was_whole ? read < led : read == led));
  for (int i = 0; i < 3; ++i) {
    CHECK(second.poll().empty());
    CHECK(second.source.poll(second.sink, 1 << 20) == 0);
    CHECK(second.source.is_level());
  }
}

TEST_CASE("behind a first source a log that was renamed is read before the copy in its place") {
  World first(ReadMode::follow, {"x.log"});
  const std::string log = first.folder / "x.log", away = first.folder / "elsewhere";
  write(log, records(1, 50));
  CHECK(first.poll() == numbers(1, 50));
  Second second(first);
  CHECK(second.poll() == numbers(1, 50));
  append(log, records(51, 200));
  fs::rename(log, away);
  fs::copy_file(away, log);
  append(log, records(201, 201));
  first.source().rescan();
  first.source().poll(first.sink, 3000);
  Strings seen = second.poll();
  CHECK(seen.size() < 100);
  // Its next turn would be that of the copy.
  first.settle();
  while (second.source.poll(second.sink, 1 << 20) > 0) {
  }
  for (const std::string& n : second.sink.taken()) seen.push_back(n);
  CHECK(seen == numbers(51, 201));
  CHECK(second.poll().empty());
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source an archive does not wait for half a line of its log") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 3));
  CHECK(first.poll() == numbers(1, 3));
  Second second(first);
  CHECK(second.poll() == numbers(1, 3));
  append(first.folder / "x.log", R"({"ts":)");
  const bool packed = GENERATE(false, true);
  write(first.folder / (packed ? "x.log.1.gz" : "x.log.1"),
        packed ? gzip(records(11, 12)) : records(11, 12));
  CHECK(first.settle() == numbers(11, 12));
  CHECK(second.poll() == numbers(11, 12));
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source a rotated log waits for no log in which nothing has been read") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 3));
  CHECK(first.settle() == numbers(1, 3));
  fs::rename(first.folder / "x.log", first.folder / "x.log.1");
  write(first.folder / "x.log", "");
  CHECK(first.settle().empty());
  Second second(first);
  CHECK(second.poll() == numbers(1, 3));
  CHECK(second.source.is_level());
  append(first.folder / "x.log", records(4, 5));
  CHECK(second.poll().empty());
  CHECK(first.settle() == numbers(4, 5));
  CHECK(second.poll() == numbers(4, 5));
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source a log that was cut off is not gone while its copy is renamed") {
  World first(ReadMode::follow, {"x.log*", "y.log"});
  write(first.folder / "x.log", records(1, 50));
  CHECK(first.settle() == numbers(1, 50));
  write(first.folder / "x.log.1", records(1, 50));
  write(first.folder / "x.log", records(51, 55));
  write(first.folder / "y.log", records(56, 65));
  Second second(first);
  for (int i = 0; i < 2; ++i) {
    first.source().rescan();
    first.source().poll(first.sink, 10);
  }
  fs::rename(first.folder / "x.log.1", first.folder / "x.log.2");
  Strings seen;
  int looks = 0;
  do {
    first.source().poll(first.sink, 10);  // y.log is read before one looks where the copy is now
    for (const std::string& n : second.poll()) seen.push_back(n);
  } while (!second.source.is_level() && ++looks < 2000);
  CHECK(looks < 2000);
  CHECK(seen.size() == 65);
}

TEST_CASE("behind a first source a log that is begun anew in a turn is known by its new content") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 20));
  CHECK(first.settle() == numbers(1, 20));
  Second second(first);
  CHECK(second.source.poll(second.sink, 1) == 1);
  write(first.folder / "x.log.1", records(1, 20));
  write(first.folder / "x.log", records(21, 22));
  CHECK(first.settle() == numbers(21, 22));
  Strings seen = second.poll();
  CHECK(seen.size() == 22);
  write(first.folder / "x.log.2.gz", gzip(records(21, 22)));
  fs::remove(first.folder / "x.log");
  CHECK(first.settle().empty());
  for (int i = 0; i < 5; ++i) CHECK(second.poll().empty());
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source the next log with the same inode is waited for") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 20));
  for (const int n : {21, 22, 23}) {
    write(first.folder / ("x.log." + std::to_string(n)), records(n, n));
  }
  CHECK(first.settle() == numbers(1, 23));
  Second second(first, 1);
  CHECK(second.poll().size() == 23);
  const TemporaryFolder elsewhere;
  fs::rename(first.folder / "x.log", elsewhere / "x");
  CHECK(first.settle().empty());
  CHECK(second.poll().empty());
  write(elsewhere / "x", records(31, 32));
  fs::rename(elsewhere / "x", first.folder / "x.log");
  CHECK(first.settle() == numbers(31, 32));
  second.source.poll(second.sink, 1 << 20);  // which knows nothing yet of a new x.log
  CHECK(!second.source.is_level());
  CHECK(second.poll() == numbers(31, 32));
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source copies of a log that goes on hold nothing new") {
  World first(ReadMode::follow, {"x.log*"});
  const int most = GENERATE(5, 100);
  const std::string ending = GENERATE("", ".gz");
  write(first.folder / "x.log", records(1, most));
  CHECK(first.settle() == numbers(1, most));
  const std::string content = records(1, most);
  write(first.folder / ("x.log.1" + ending), ending.empty() ? content : gzip(content));
  CHECK(first.settle().empty());
  append(first.folder / "x.log", records(most + 1, most + 10));
  CHECK(first.settle() == numbers(most + 1, most + 10));
  Second second(first);
  Strings seen;
  for (int i = 0; i < 5; ++i) {
    for (const std::string& n : second.poll()) seen.push_back(n);
  }
  CHECK(seen.size() == numbers(1, most + 10).size());
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source a log is not gone while its archive may hold it") {
  World first(ReadMode::follow, {"x.log*"});
  const int last = GENERATE(20, 2000);
  write(first.folder / "x.log.1", records(1, last));
  write(first.folder / "x.log", records(last + 1, last + 5));
  CHECK(first.settle() == numbers(1, last + 5));
  Second second(first);
  write(first.folder / "x.log.1.gz", gzip(records(1, last)));
  fs::remove(first.folder / "x.log.1");
  Strings seen;
  int looks = 0;
  do {
    for (const std::string& n : second.poll()) seen.push_back(n);
    if (second.source.is_level()) break;
    // Between any two steps of the first one.
    if (looks % 2 == 0) first.source().rescan();
    if (looks % 2 == 1) first.source().poll(first.sink, 100);
  } while (++looks < 5000);
  CHECK(looks < 5000);
  CHECK(seen.size() == numbers(1, last + 5).size());
}

TEST_CASE("behind a first source what begins like another log is read on when that one does so") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 50));
  CHECK(first.settle() == numbers(1, 50));
  Second second(first);
  CHECK(second.poll() == numbers(1, 50));
  write(first.folder / "x.log.1.gz", gzip(records(1, 3) + records(101, 130)));
  first.source().rescan();
  Strings seen;
  for (int i = 0; i < 200; ++i) {
    first.source().poll(first.sink, 50);
    for (const std::string& n : second.poll()) seen.push_back(n);
  }
  CHECK(first.sink.taken().size() == 33);
  CHECK(seen.size() == 33);
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source a copy that is written anew over the old one is new") {
  const std::string ending = GENERATE("", ".gz");
  World first(ReadMode::follow, {"x.log*"});
  const std::string log = first.folder / "x.log", copy = first.folder / ("x.log.1" + ending);
  const auto write_copy = [&](const std::string& text) {
    write(copy, ending.empty() ? text : gzip(text));
  };
  write(log, records(1, 100));
  CHECK(first.settle() == numbers(1, 100));
  write_copy(records(1, 100));
  CHECK(first.settle().empty());
  append(log, records(101, 120));
  CHECK(first.settle() == numbers(101, 120));
  Second second(first);
  CHECK(second.poll_often().size() == 120);
  CHECK(second.source.is_level());
  write(log, records(121, 170));
  CHECK(first.settle() == numbers(121, 170));
  write_copy(records(121, 170));
  CHECK(first.settle().empty());
  write(log, records(171, 175));
  CHECK(first.settle() == numbers(171, 175));
  CHECK(second.poll_often().size() == 55);
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source an archive that is written anew with less is read") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log.1.gz", gzip(records(1, 100)));
  CHECK(first.settle() == numbers(1, 100));
  Second second(first);
  CHECK(second.poll_often() == numbers(1, 100));
  write(first.folder / "x.log.1.gz", gzip(records(121, 170)));
  CHECK(first.settle() == numbers(121, 170));
  CHECK_FALSE(second.source.is_level());
  CHECK(second.poll_often() == numbers(121, 170));
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source a copy with a long header and few records holds nothing new") {
  World first(ReadMode::follow, {"x.log*"});
  first.config.format.kind = config::FormatKind::csv;
  const std::string header =
      "ts,event,n," + std::string(GENERATE(10U, 800U, 1100U, 3000U), 'x') + '\n';
  const std::string ending = GENERATE("", ".gz");
  const std::string copy = header + rows(1, 1, ",y");
  write(first.folder / "x.log", copy);
  CHECK(first.settle() == numbers(1, 1));
  write(first.folder / ("x.log.1" + ending), ending.empty() ? copy : gzip(copy));
  CHECK(first.settle().empty());
  append(first.folder / "x.log", rows(2, 60, ",y"));
  CHECK(first.settle() == numbers(2, 60));
  Second second(first);
  CHECK(second.poll_often().size() == 60);
  CHECK(second.source.is_level());
}

TEST_CASE(
    "behind a first source a copy with nothing new that goes its own way is read from there") {
  World first(ReadMode::follow, {"x.log*"});
  const std::string ending = GENERATE("", ".gz");
  const auto write_copy = [&](const std::string& text) {
    write(first.folder / ("x.log.1" + ending), ending.empty() ? text : gzip(text));
  };
  write(first.folder / "x.log", records(1, 50));
  CHECK(first.settle() == numbers(1, 50));
  write_copy(records(1, 50));
  CHECK(first.settle().empty());
  append(first.folder / "x.log", records(51, 60));
  CHECK(first.settle() == numbers(51, 60));
  Second second(first);
  CHECK(second.poll_often().size() == 60);
  write_copy(records(1, 50) + records(101, 130));
  CHECK(first.settle() == numbers(101, 130));
  CHECK(second.poll_often() == numbers(101, 130));
  CHECK(second.source.is_level());
}

TEST_CASE("behind a first source what waited long for that one and lost its name is read on") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(1, 500));
  first.source().rescan();
  first.source().poll(first.sink, 5000);
  Second second(first);
  const std::size_t before = second.poll_often().size();
  CHECK(before > 0);
  CHECK(before < 500);
  fs::remove(first.folder / "x.log");
  CHECK(second.poll_often().empty());
  first.rescan_and_poll();
  CHECK(before + second.poll_often().size() == 500);
}

TEST_CASE("behind a first source an archive that is let go in a turn is taken for no other log") {
  World first(ReadMode::follow, {"x.log*"});
  write(first.folder / "x.log", records(6001, 6002));
  CHECK(first.settle() == numbers(6001, 6002));
  write(first.folder / "x.log.1.gz", gzip(records(1, 5000)));
  CHECK(first.settle().size() == 5000);
  Second second(first);
  std::size_t before = 0;
  for (int i = 0; i < 10 && before <= 2; ++i) {
    second.source.rescan();
    second.source.poll(second.sink, 50'000);
    before += second.sink.taken().size();
  }
  CHECK(before > 2);
  CHECK(before < 5000);
  fs::remove(first.folder / "x.log.1.gz");
  CHECK(first.settle(700).empty());
  second.poll_often();
  write(first.folder / "x.log.2.gz", gzip(records(6001, 6002)));
  fs::remove(first.folder / "x.log");
  CHECK(first.settle().empty());
  CHECK(second.poll_often().empty());
  CHECK(second.source.is_level());
}

}  // namespace
}  // namespace charterd::collectors::testing
