#include "daemon/wakeup.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "collectors/file_descriptor.h"

namespace charterd::daemon {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "charterd-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

collectors::FileDescriptor file_in(const Folder& folder, const char* name) {
  return collectors::FileDescriptor(
      ::open((folder.path() / name).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

TEST_CASE("Waiting ends when a file in a watched folder grows") {
  const Folder folder;
  InotifyWakeup wakeup;
  CHECK(wakeup.watch({folder.path().string()}) == 0);
  std::ofstream(folder.path() / "a.log") << "line\n";
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);
  std::ofstream(folder.path() / "a.log", std::ios::app) << "line\n";
  CHECK(wakeup.pause(milliseconds(1)) == Wakeup::Cause::timeout);
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
}

TEST_CASE("Waiting ends while a descriptor is readable") {
  InotifyWakeup wakeup;
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  CHECK(wakeup.wait(milliseconds(1), {ends[0]}) == Wakeup::Cause::timeout);
  REQUIRE(::write(ends[1], "x", 1) == 1);
  CHECK(wakeup.wait(hours(1), {ends[0]}) == Wakeup::Cause::readable);
  CHECK(wakeup.wait(hours(1), {ends[0]}) == Wakeup::Cause::readable);
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);
  wakeup.notify();
  CHECK(wakeup.wait(hours(1), {ends[0]}) == Wakeup::Cause::notified);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("Folders that are no longer asked for wake nobody, vanished ones are watched anew") {
  const Folder folder;
  const Folder other;
  InotifyWakeup wakeup;
  wakeup.watch({folder.path().string(), other.path().string()});
  wakeup.watch({other.path().string()});
  wakeup.wait(milliseconds(1));  // what the kernel says of the watch itself
  std::ofstream(folder.path() / "a.log") << "line\n";
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);

  std::filesystem::remove_all(other.path());
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
  CHECK(wakeup.watch({other.path().string()}) == 1);
  std::filesystem::create_directory(other.path());
  CHECK(wakeup.watch({other.path().string()}) == 0);
  std::ofstream(other.path() / "b.log") << "line\n";
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::change);
}

TEST_CASE("What the kernel had no room for is said") {
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  std::size_t most = 0;
  REQUIRE(limit >> most);
  if (most > 100'000) {
    WARN("NOT TESTED: the queue of inotify has room for " << most << " changes here");
    return;
  }
  const Folder folder;
  InotifyWakeup wakeup;
  wakeup.watch({folder.path().string()});
  // Equal changes in a row are one: two files take turns.
  const collectors::FileDescriptor a = file_in(folder, "a.log");
  const collectors::FileDescriptor b = file_in(folder, "b.log");
  for (std::size_t i = 0; i < most; ++i) {
    REQUIRE(::write((i % 2 == 0 ? a : b).number(), "x", 1) == 1);
  }
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::overflow);
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);
}

TEST_CASE("An interruption that is taken back interrupts nothing") {
  InotifyWakeup wakeup;
  wakeup.interrupt();
  wakeup.rearm();
  CHECK(wakeup.wait(milliseconds(1)) == Wakeup::Cause::timeout);
  wakeup.rearm();
  wakeup.interrupt();
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::interrupted);
}

TEST_CASE("An interruption ends the waiting, for good") {
  InotifyWakeup wakeup;
  std::thread thread([&] { wakeup.interrupt(); });
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::interrupted);
  thread.join();
  CHECK(wakeup.pause(hours(1)) == Wakeup::Cause::interrupted);
  CHECK(wakeup.wait(hours(1)) == Wakeup::Cause::interrupted);
}

}  // namespace
}  // namespace charterd::daemon
