#include "daemon/sqlite_reader.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "daemon/sqlite_store.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::RowKey;
using config::Table;

// The same number in many rows, so that a mix of two commits shows.
RowChanges numbered(int number) {
  RowChanges changes;
  for (std::int64_t i = 0; i < 200; ++i) {
    changes.put({Table::cases, 1, i}, std::to_string(number));
    changes.put({Table::readings, 1, i}, std::to_string(number));
  }
  return changes;
}

// The number; -1 when there are several.
int number_in(const Rows& rows) {
  int number = -1;
  for (const auto& [key, value] : rows) {
    if (number != -1 && number != std::stoi(value)) return -1;
    number = std::stoi(value);
  }
  return number;
}

Rows read_rows(const std::string& folder) {
  Rows rows;
  const auto loaded = read_state(folder, [&](const RowKey& key, std::string_view value) {
    rows.emplace(key, value);
    return true;
  });
  INFO((loaded ? "" : loaded.error()));
  REQUIRE(loaded);
  return rows;
}

TEST_CASE("Other commands see what was committed at one instant, while the daemon writes") {
  const StateFolder folder;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  REQUIRE(commit_now(**store, numbered(0)).empty());
  int last = 0;
  for (int number = 1; number <= 50; ++number) {
    (*store)->commit(numbered(number));
    const Rows rows = read_rows(folder.folder());
    CHECK(rows.size() == 400);
    const int seen = number_in(rows);
    CHECK(seen >= last);
    CHECK(seen >= number - 1);
    CHECK(seen <= number);
    last = seen;
    (*store)->wait();
    REQUIRE((*store)->result()->has_value());
  }
}

TEST_CASE("Where no daemon has run there is no state") {
  const StateFolder folder;
  const auto nothing = [](const RowKey&, std::string_view) { return true; };
  const std::string error =
      "no state in " + folder.folder() + ": has charterd run with this storage path?";
  CHECK(read_state(folder.folder(), nothing).error() == error);
  std::filesystem::create_directory(folder.folder());
  CHECK(read_state(folder.folder(), nothing).error() == error);
  CHECK(backup_state(folder.folder(), folder.path() / "copy").error() == error);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "copy"));
  CHECK_FALSE(std::filesystem::exists(folder.file()));
}

TEST_CASE("A state can be read when no daemon runs, and a daemon can start behind that") {
  const StateFolder folder;
  {
    auto store = SqliteStore::open(folder.folder(), [] {});
    REQUIRE(store);
    REQUIRE(commit_now(**store, numbered(7)).empty());
  }
  CHECK(number_in(read_rows(folder.folder())) == 7);
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  CHECK(number_in(rows_of(**store)) == 7);
  CHECK(commit_now(**store, numbered(8)).empty());
  CHECK(number_in(read_rows(folder.folder())) == 8);
}

TEST_CASE("A row that is not understood is named") {
  const StateFolder folder;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  REQUIRE(commit_now(**store, numbered(7)).empty());
  const auto loaded =
      read_state(folder.folder(), [](const RowKey&, std::string_view) { return false; });
  CHECK(loaded.error() ==
        folder.file() +
            ": the row (1, 0, 0, 0) of cases is not understood: install the version of charterd "
            "that wrote it, restore a backup, or move the file away to begin anew");
}

TEST_CASE("A copy made while the daemon writes is whole, and a daemon can begin with it") {
  const StateFolder folder, restored;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  REQUIRE(commit_now(**store, numbered(0)).empty());
  std::filesystem::create_directory(restored.folder());
  for (int number = 1; number <= 10; ++number) {
    std::filesystem::remove(restored.file());
    (*store)->commit(numbered(number));
    const auto copied = backup_state(folder.folder(), restored.file());
    INFO((copied ? "" : copied.error()));
    REQUIRE(copied);
    const int seen = number_in(read_rows(restored.folder()));
    CHECK(seen >= number - 1);
    CHECK(seen <= number);
    (*store)->wait();
    REQUIRE((*store)->result()->has_value());
  }
  struct stat found {};
  REQUIRE(::stat(restored.file().c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0640);
  auto other = SqliteStore::open(restored.folder(), [] {});
  INFO((other ? "" : other.error()));
  REQUIRE(other);
  CHECK(commit_now(**other, numbered(11)).empty());
  CHECK(number_in(rows_of(**other)) == 11);
}

TEST_CASE("A copy overwrites nothing, and leaves nothing where it fails") {
  const StateFolder folder;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  const std::string target = folder.path() / "copy.db";
  write_bytes(target, "mine");
  CHECK(backup_state(folder.folder(), target).error() ==
        target + ": is there already: name a file that is not");
  CHECK(bytes_of(target) == "mine");
  const std::string missing = folder.path() / "none" / "copy.db";
  CHECK(backup_state(folder.folder(), missing).error() ==
        missing +
            ": cannot be made: No such file or directory: name a file in a folder that you may "
            "write to");
}

}  // namespace
}  // namespace charterd::daemon
