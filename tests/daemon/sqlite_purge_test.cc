// What the files of a store hold of rows that are gone.
#include <random>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "daemon/sqlite_reader.h"
#include "daemon/sqlite_store.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::Table;

constexpr std::int64_t kRows = 2000;

constexpr std::size_t kDigits = 6;
std::string key_of(std::int64_t row) { return "KEY-" + std::to_string(100'000 + row) + "-"; }

// Rows that come anywhere and grow, so that they are moved from page to page.
void grow_rows(StateStore& store) {
  std::mt19937 dice(1);
  for (int commit = 0; commit < 60; ++commit) {
    RowChanges changes;
    for (int i = 0; i < 150; ++i) {
      const auto row = static_cast<std::int64_t>(dice()) % kRows;
      changes.put({Table::cases, 0, row}, key_of(row) + std::string(dice() % 400, 'x'));
    }
    REQUIRE(commit_now(store, changes).empty());
  }
}

// The keys that stand anywhere in its files.
std::set<std::string> keys_in(const StateFolder& folder) {
  std::set<std::string> keys;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string bytes = bytes_of(folder.file(suffix));
    for (auto at = bytes.find("KEY-"); at != std::string::npos; at = bytes.find("KEY-", at + 1)) {
      keys.insert(bytes.substr(at, 4 + kDigits + 1));
    }
  }
  return keys;
}

StateStore::Outcome purge_now(StateStore& store) {
  REQUIRE(store.idle());
  store.purge();
  store.wait();
  return store.result().value();
}

TEST_CASE("What a purged store has erased is in none of its files") {
  const StateFolder folder;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  grow_rows(**store);
  RowChanges changes;
  for (std::int64_t row = 0; row < kRows; row += 4) changes.erase({Table::cases, 0, row});
  REQUIRE(commit_now(**store, changes).empty());
  const Rows before = rows_of(**store);
  const auto purged = purge_now(**store);
  INFO((purged ? "" : purged.error()));
  REQUIRE(purged);
  const std::set<std::string> keys = keys_in(folder);
  CHECK(keys.size() > kRows / 2);
  for (std::int64_t row = 0; row < kRows; row += 4) CHECK(keys.count(key_of(row)) == 0);
  CHECK(rows_of(**store) == before);
  CHECK((*store)->idle());
  RowChanges more;
  more.put({Table::cases, 0, 0}, "again");
  CHECK(commit_now(**store, more).empty());
  store->reset();
  auto reopened = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(reopened);
  CHECK(rows_of(**reopened).size() == before.size() + 1);
}

TEST_CASE("A purge that a reader is in the way of fails and harms nothing") {
  const StateFolder folder;
  auto store = SqliteStore::open(folder.folder(), [] {});
  REQUIRE(store);
  grow_rows(**store);
  bool first = true;
  const auto read = read_state(folder.folder(), [&](const config::RowKey&, std::string_view) {
    if (!std::exchange(first, false)) return true;
    RowChanges changes;
    changes.erase({Table::cases, 0, 0});
    CHECK(commit_now(**store, changes).empty());
    CHECK_THAT(purge_now(**store).error(), Catch::Contains("is in use by another program"));
    CHECK((*store)->idle());
    return true;
  });
  REQUIRE(read);
  CHECK(purge_now(**store).has_value());
  CHECK(keys_in(folder).count(key_of(0)) == 0);
}

}  // namespace
}  // namespace charterd::daemon
