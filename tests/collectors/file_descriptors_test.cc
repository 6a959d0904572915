// Too few descriptors: files and folders that cannot be opened for now.
#include <catch2/catch.hpp>

#include "tests/collectors/few_descriptors.h"
#include "tests/collectors/second_source.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

TEST_CASE("more files than descriptors are all read, in turn") {
  World world(ReadMode::follow, {"*.log"});
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) {
    write(world.folder / (std::to_string(100 + i) + ".log"), records(i, i));
  }
  // Those that are open already leave room for a few more only.
  const FewDescriptors few(open_now() + 6);
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

TEST_CASE("a folder that cannot be listed for want of descriptors may hold anything") {
  World world(ReadMode::follow, {"*.log"});
  write(world.folder / "x.log", records(1, 3));
  const bool known = GENERATE(false, true);
  if (known) CHECK(world.settle() == numbers(1, 3));
  write(world.folder / "y.log", records(4, 5));
  world.source();  // what it needs once is there
  {
    const FewDescriptors none(0);
    CHECK(world.settle().empty());
    CHECK_FALSE(world.source().caught_up());
  }
  const std::string folder = fs::path(world.folder / "*.log").parent_path().filename().string();
  CHECK(world.problems() == Strings{folder + ": cannot be listed: Too many open files"});
  CHECK(world.settle() == (known ? numbers(4, 5) : numbers(1, 5)));
  CHECK(world.source().caught_up());
  CHECK(world.problems().empty());
}

TEST_CASE("restored: a file that no glob gives any more is looked for until that can be done") {
  World world(ReadMode::follow, {"x.log"});
  write(world.folder / "x.log", records(1, 50));
  REQUIRE(world.settle() == numbers(1, 50));
  world.save();
  append(world.folder / "x.log", records(51, 60));
  fs::rename(world.folder / "x.log", world.folder / "was-x.log");
  write(world.folder / "x.log", records(61, 62));
  world.restart();
  {
    const FewDescriptors none(0);
    CHECK(world.settle().empty());
    CHECK_FALSE(world.source().caught_up());
  }
  CHECK(world.settle() == numbers(51, 62));
  CHECK(world.source().caught_up());
}

TEST_CASE("behind a first source what cannot be opened for want of descriptors is not left out") {
  World first(ReadMode::follow, {"*.log"});
  write(first.folder / "x.log", records(1, 3));
  write(first.folder / "y.log", records(4, 5));
  CHECK(first.settle() == numbers(1, 5));
  Second second(first);
  second.source.rescan();
  {
    const FewDescriptors none(0);
    CHECK(second.source.poll(second.sink, 1 << 20) == 0);
    CHECK_FALSE(second.source.is_level());
  }
  const auto poll_without_rescan = [&second] {
    while (second.source.poll(second.sink, 1 << 20) > 0) {
    }
    return second.sink.taken();
  };
  CHECK(poll_without_rescan() == numbers(1, 5));
  CHECK(second.source.is_level());
  append(first.folder / "x.log", records(6, 7));
  CHECK(first.poll() == numbers(6, 7));
  CHECK_FALSE(second.source.is_level());
  CHECK(poll_without_rescan() == numbers(6, 7));
}

TEST_CASE("as many files as before are held open when descriptors are no longer scarce") {
  World world(ReadMode::follow, {"*.log"});
  constexpr int kFiles = 20;
  const auto write_all = [&world](int from) {
    for (int i = 0; i < kFiles; ++i) {
      append(world.folder / (std::to_string(100 + i) + ".log"), records(from + i, from + i));
    }
  };
  write_all(0);
  const rlim_t without = open_now();
  CHECK(world.settle() == numbers(0, kFiles - 1));
  const rlim_t with_all = open_now();
  CHECK(with_all == without + kFiles);
  for (int i = 0; i < 10; ++i) write(world.folder / (std::to_string(200 + i) + ".log"), "");
  world.source().rescan();
  {
    const FewDescriptors none(0);
    world.poll();
  }
  CHECK(open_now() < with_all);
  for (int i = 0; i < 10; ++i) fs::remove(world.folder / (std::to_string(200 + i) + ".log"));
  for (int i = 0; i < 1000; ++i) world.rescan_and_poll();
  write_all(kFiles);
  CHECK(world.settle() == numbers(kFiles, 2 * kFiles - 1));
  CHECK(open_now() == with_all);
}

}  // namespace
}  // namespace charterd::collectors::testing
