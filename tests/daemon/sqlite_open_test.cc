#include "daemon/sqlite_open.h"

#include <map>
#include <memory>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/sqlite_store.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

const std::string kAnew =
    ": move the file away, with its -wal if there is one, then put a backup in its place or begin "
    "anew from the retained logs";

std::string refusal(const StateFolder& folder) {
  const auto store = SqliteStore::open(folder.folder(), [] {});
  return store ? "" : store.error();
}

// A state with enough rows for several pages.
void make_state(const StateFolder& folder) {
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  config::RowChanges changes;
  for (std::int64_t i = 0; i < 1'000; ++i) {
    changes.put({config::Table::cases, 1, i}, std::string(100, 'x'));
  }
  REQUIRE(commit_now(**store, std::move(changes)).empty());
}

void execute(const std::string& path, const std::string& sql) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(sql);
}

// The state's files, but for SQLite's index of the log, which is made anew at each start, and an
// empty log, which reading makes.
std::map<std::string, std::string> contents(const StateFolder& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder.folder())) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("state.db") || name.ends_with("-shm")) continue;
    std::string bytes = bytes_of(entry.path());
    if (!bytes.empty() || name == "state.db") files[name] = std::move(bytes);
  }
  return files;
}

void check_refused(const StateFolder& folder, const std::string& error) {
  const auto before = contents(folder);
  CHECK(refusal(folder) == error);
  CHECK(contents(folder) == before);
}

TEST_CASE("Another program's database is refused and left alone") {
  const StateFolder folder;
  std::filesystem::create_directory(folder.folder());
  execute(folder.file(), "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
  check_refused(folder, folder.file() +
                            ": is a database of another program: choose another storage path, or "
                            "move the file away");
}

TEST_CASE("A newer charterd's state is refused and left alone, its log too") {
  const StateFolder folder, copy;
  make_state(folder);
  std::filesystem::create_directory(copy.folder());
  {
    SQLite::Database newer(folder.file(), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 4");
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::copy_file(folder.file(suffix), copy.file(suffix));
    }
  }
  REQUIRE(std::filesystem::file_size(copy.file("-wal")) > 4'000);
  check_refused(copy, copy.file() +
                          ": was written by a newer charterd (schema 4; this one knows 3): install "
                          "that version, or move the file away to begin anew from the retained "
                          "logs");
}

TEST_CASE("What is no database, or cut, or overwritten is refused and left alone") {
  const StateFolder folder;
  make_state(folder);
  const std::string whole = bytes_of(folder.file());
  REQUIRE(whole.size() > 100'000);

  write_bytes(folder.file(), "");
  check_refused(folder, folder.file() + ": is damaged (it is empty)" + kAnew);
  write_bytes(folder.file(), "short");
  check_refused(folder, folder.file() + ": is not a database" + kAnew);
  write_bytes(folder.file(), std::string(50'000, 'x'));
  check_refused(folder, folder.file() + ": is not a database" + kAnew);

  write_bytes(folder.file(), whole.substr(0, 50'000));
  check_refused(folder, folder.file() + ": is damaged (database disk image is malformed)" + kAnew);

  std::string overwritten = whole;
  overwritten.replace(80'000, 8'192, 8'192, '\xAA');
  write_bytes(folder.file(), overwritten);
  const auto before = contents(folder);
  CHECK_THAT(refusal(folder),
             Catch::StartsWith(folder.file() + ": is damaged (") && Catch::EndsWith(")" + kAnew));
  CHECK(contents(folder) == before);

  write_bytes(folder.file(), whole);
  CHECK(refusal(folder).empty());
}

TEST_CASE("A state that lost its version or a table is refused") {
  const StateFolder folder;
  make_state(folder);
  execute(folder.file(), "DROP TABLE totals");
  CHECK(refusal(folder) == folder.file() + ": is damaged (no table totals)" + kAnew);
  execute(folder.file(), "PRAGMA user_version = 0");
  CHECK(refusal(folder) == folder.file() + ": is damaged (it has no schema version)" + kAnew);
}

TEST_CASE("A log without its database is refused and left alone") {
  const StateFolder folder;
  std::filesystem::create_directory(folder.folder());
  write_bytes(folder.file("-wal"), "log");
  check_refused(folder, folder.file() +
                            ": is missing, but its log state.db-wal is there: put the file back, "
                            "or move the log away to begin anew from the retained logs");
  write_bytes(folder.file(), "");
  check_refused(folder, folder.file() + ": is damaged (it is empty)" + kAnew);
}

TEST_CASE("What an interrupted beginning left is taken away") {
  const StateFolder folder;
  std::filesystem::create_directory(folder.folder());
  write_bytes(folder.file(".new"), "half");
  write_bytes(folder.file(".new-journal"), "half");
  CHECK(refusal(folder).empty());
  CHECK(contents(folder).size() == 1);
}

TEST_CASE("The folder is made with its parents; a file in its place is refused") {
  const StateFolder folder;
  const auto deep = (folder.path() / "a" / "b" / "c").string();
  CHECK(SqliteStore::open(deep, [] {}));
  CHECK(SqliteStore::open(deep + "/", [] {}));
  const auto file = (folder.path() / "file").string();
  write_bytes(file, "mine");
  CHECK(SqliteStore::open(file, [] {}).error() ==
        file + ": is not a folder: choose another storage path, or move it away");
  CHECK(SqliteStore::open(file + "/below", [] {}).error() ==
        file +
            "/below: cannot be made: Not a directory: make the folder for the user that runs "
            "charterd, or choose another storage path");
  std::filesystem::create_directories(folder.file());
  CHECK(refusal(folder) ==
        folder.file() + ": is a folder: move it away, or choose another storage path");
}

// Root may do everything; then the test is nobody for a while.
class Nobody {
 public:
  Nobody() : was_root_(::geteuid() == 0) {
    if (was_root_) REQUIRE(::seteuid(65534) == 0);
  }
  ~Nobody() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  Nobody(const Nobody&) = delete;
  Nobody& operator=(const Nobody&) = delete;

 private:
  bool was_root_;
};

TEST_CASE("Missing permissions are named, with what to do") {
  const StateFolder folder;
  const std::string inner = folder.folder() + "/inner";
  std::filesystem::create_directory(folder.folder());
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(folder.folder(), std::filesystem::perms(0555));
  {
    const Nobody nobody;
    CHECK(SqliteStore::open(inner, [] {}).error() ==
          inner +
              ": cannot be made: Permission denied: make the folder for the user that runs "
              "charterd, or choose another storage path");
    CHECK(refusal(folder) == folder.folder() +
                                 "/state.lock: cannot be opened: Permission denied: let the user "
                                 "that runs charterd write to the folder, or choose another "
                                 "storage path");
  }
  std::filesystem::permissions(folder.folder(), std::filesystem::perms(0777));
  make_state(folder);
  std::filesystem::permissions(folder.folder() + "/state.lock", std::filesystem::perms(0666));
  std::filesystem::permissions(folder.file(), std::filesystem::perms(0444));
  const Nobody nobody;
  CHECK_THAT(
      refusal(folder),
      Catch::StartsWith(folder.file() + ": cannot be written: ") &&
          Catch::EndsWith(": let the user that runs charterd write to the file and its folder"));
}

}  // namespace
}  // namespace charterd::daemon
