#include "daemon/forget_requests.h"

#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;

class RequestsTest {
 protected:
  RequestsTest() { fs::create_directories(folder_.folder()); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  fs::path path() const { return fs::path(folder_.folder()) / "requests"; }

  StateFolder folder_;
  ForgetRequests requests_{folder_.folder()};
};

TEST_CASE_METHOD(RequestsTest, "A request reaches the daemon, and its answer the sender") {
  CHECK(requests_.waiting().empty());
  const std::string key("a/b\nc\0d", 7);
  const auto sent = requests_.send(key, "order");
  INFO((sent ? "" : sent.error()));
  REQUIRE(sent);
  CHECK(files() == std::vector<std::string>{sent->name});
  struct stat found {};
  REQUIRE(::stat(path().c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0700);
  REQUIRE(::stat((path() / sent->name).c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0600);
  CHECK_FALSE(requests_.take_answer(*sent));
  const auto waiting = requests_.waiting();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].name == sent->name);
  CHECK(waiting[0].key == key);
  CHECK(waiting[0].kind == "order");
  requests_.answer(waiting[0], 3);
  CHECK(requests_.waiting().empty());
  CHECK(requests_.take_answer(*sent) == 3);
  CHECK(files().empty());
}

TEST_CASE_METHOD(RequestsTest, "A request that is taken back waits no more") {
  const auto sent = requests_.send("4711", "");
  REQUIRE(sent);
  requests_.withdraw(*sent);
  CHECK(requests_.waiting().empty());
  CHECK(files().empty());
}

TEST_CASE_METHOD(RequestsTest, "Files that are no requests are left alone, old leavings go") {
  const auto sent = requests_.send("4711", "");
  REQUIRE(sent);
  std::ofstream(path() / "broken.forget") << "\xff";
  std::ofstream(path() / "notes.txt") << "mine";
  std::ofstream(path() / "young.forget.done") << "1";
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const char* name : {"old.forget.done", "old.forget.new"}) {
    std::ofstream(path() / name) << "4711";
    fs::last_write_time(path() / name, old);
  }
  REQUIRE(requests_.waiting().size() == 1);
  CHECK(requests_.waiting()[0].name == sent->name);
  CHECK(files().size() == 4);
}

TEST_CASE_METHOD(RequestsTest, "Where the folder cannot be made it is said what to do") {
  std::ofstream(path()) << "a file";
  const auto sent = requests_.send("4711", "");
  REQUIRE_FALSE(sent);
  CHECK_THAT(sent.error(), Catch::Contains("run this as the user that runs charterd"));
}

}  // namespace
}  // namespace charterd::daemon
