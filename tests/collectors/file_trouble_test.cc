// Files that are out of sight for a while, and too many of them.
#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("an archive that is not listed for a while is no new one when it comes back") {
  World world(ReadMode::follow, {"x.log*"});
  write(world.folder / "x.log", records(1, 2));
  REQUIRE(std::system(("gzip -n " + (world.folder / "x.log")).c_str()) == 0);
  fs::rename(world.folder / "x.log.gz", world.folder / "x.log.1.gz");
  Strings seen;
  for (int i = 0; i < 3; ++i) {
    for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
  }
  CHECK(seen == numbers(1, 2));
  fs::rename(world.folder / "x.log.1.gz", world.folder / "elsewhere");
  for (int i = 0; i < 5; ++i) CHECK(world.rescan_and_poll().empty());
  fs::rename(world.folder / "elsewhere", world.folder / "x.log.2.gz");
  for (int i = 0; i < 5; ++i) CHECK(world.rescan_and_poll().empty());
}

// Lowers the limit for as long as it lives.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit fewer{most, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &fewer);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE("more files than descriptors are all read, in turn") {
  World world(ReadMode::follow, {"*.log"});
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) {
    write(world.folder / (std::to_string(100 + i) + ".log"), records(i, i));
  }
  // Those that are open already leave room for a few more only.
  const auto open_now = static_cast<rlim_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
  const FewDescriptors few(open_now + 6);
  Strings seen;
  for (int i = 0; i < 40 && seen.size() < kFiles; ++i) {
    for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
  }
  std::sort(seen.begin(), seen.end());
  Strings wanted = numbers(0, kFiles - 1);
  std::sort(wanted.begin(), wanted.end());
  CHECK(seen == wanted);
  CHECK(world.source().caught_up());
}

// Reads behind the source of a world.
struct Second {
  explicit Second(World& first)
      : source(first.config, 0, first.vocabulary, config::Zone::utc(), ReadMode::follow) {
    source.follow(first.source());
  }
  Strings poll() {
    source.rescan();
    while (source.poll(sink, 1 << 20) > 0) {
    }
    return sink.taken();
  }
  FileSource source;
  RecordingSink sink;
};

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

TEST_CASE("restored: a file that is out of sight at the start goes on where it was read to") {
  World world(ReadMode::follow, {"*.log"});
  const std::string log = world.folder / "x.log";
  write(log, records(1, 50));
  REQUIRE(world.poll() == numbers(1, 50));
  world.save();
  append(log, records(51, 60));
  fs::create_directory(world.folder / "away");
  const std::string away = world.folder / "away/x.log";
  fs::rename(log, away);
  world.restart();
  CHECK(world.settle().empty());
  CHECK(world.source().caught_up());
  world.save();
  if (GENERATE(false, true)) {
    fs::copy(away, log);  // another inode
  } else {
    fs::rename(away, log);
  }
  CHECK(world.settle() == numbers(51, 60));
  append(log, records(61, 61));
  CHECK(world.settle() == numbers(61, 61));
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

}  // namespace
}  // namespace charterd::collectors::testing
