#include "daemon/sqlite_store.h"

#include <array>
#include <atomic>
#include <filesystem>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/sqlite_reader.h"
#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::RowKey;
using config::Table;

std::unique_ptr<SqliteStore> open_store(const StateFolder& folder) {
  auto store = SqliteStore::open(folder.folder(), [] {});
  if (!store) throw std::runtime_error(store.error());
  return std::move(*store);
}

Rows rows_on_disk(const StateFolder& folder) {
  Rows rows;
  const auto loaded = read_state(folder.folder(), [&](const RowKey& key, std::string_view value) {
    rows.emplace(key, value);
    return true;
  });
  if (!loaded) throw std::runtime_error(loaded.error());
  return rows;
}

mode_t mode_of(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777U : 0;
}

TEST_CASE("Every table's rows come back after the file was closed") {
  const StateFolder folder;
  Rows rows;
  const std::array<int, config::kTableCount> widths{0, 2, 1, 4, 2, 3, 1, 2, 2, 3,
                                                    1, 2, 2, 2, 3, 0, 1, 0, 1};
  RowChanges changes;
  for (std::size_t table = 0; table < config::kTableCount; ++table) {
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t last : {kLeast, std::int64_t{0}, kMost}) {
      RowKey key{static_cast<Table>(table)};
      std::array<std::int64_t*, 4> parts{&key.a, &key.b, &key.c, &key.d};
      const auto width = static_cast<std::size_t>(widths[table]);
      for (std::size_t i = 0; i < width; ++i) *parts[i] = i + 1 < width ? -3 : last;
      if (width == 0 && last != 0) continue;
      rows[key] = std::string("zero\0 byte\xff", 11) + std::to_string(last);
    }
  }
  rows[{Table::cases, 1, 1}] = "";
  rows[{Table::cases, 1, 2}] = std::string(3 << 20, '\0');
  for (const auto& [key, value] : rows) changes.put(key, value);
  {
    const auto store = open_store(folder);
    CHECK(rows_of(*store).empty());
    CHECK(commit_now(*store, std::move(changes)).empty());
    CHECK(rows_of(*store) == rows);
    CHECK(store->stats().bytes > 3U << 20);
    CHECK(store->stats().rows == rows.size());
  }
  CHECK_FALSE(std::filesystem::exists(folder.file("-wal")));
  CHECK(rows_of(*open_store(folder)) == rows);
}

TEST_CASE("Nobody but the owner and the group can read the state") {
  const StateFolder folder;
  const auto store = open_store(folder);
  RowChanges changes;
  changes.put({Table::engine}, "x");
  CHECK(commit_now(*store, std::move(changes)).empty());
  CHECK(mode_of(folder.folder()) == 0750);
  for (const char* suffix : {"", "-wal", "-shm"}) CHECK(mode_of(folder.file(suffix)) == 0640);
  CHECK(mode_of(folder.folder() + "/state.lock") == 0640);
}

// A few keys, so that changes meet each other; ranges among them.
RowChanges random_changes(std::mt19937& random, std::size_t count) {
  const auto dice = [&](unsigned sides) { return static_cast<std::int64_t>(random() % sides); };
  RowChanges changes;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_step = dice(2) == 0;
    const RowKey key = is_step ? RowKey{Table::steps, dice(2), dice(2), dice(2), dice(8) - 4}
                               : RowKey{Table::record_ids, dice(2), dice(3), dice(3)};
    switch (dice(12)) {
      case 0:
        changes.erase_below(is_step ? key : RowKey{key.table, key.a, key.b, key.c, dice(3) - 1});
        break;
      case 1:
        changes.erase_all(key.table, key.a);
        break;
      case 2:
      case 3:
        changes.erase(key);
        break;
      default:
        changes.put(key, std::to_string(dice(1000)));
    }
  }
  return changes;
}

TEST_CASE("Changes have the effect of their order, whatever it is") {
  const StateFolder folder;
  const auto store = open_store(folder);
  const unsigned seed = 20261122;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Rows rows;
  for (int round = 0; round < 100; ++round) {
    RowChanges changes = random_changes(random, 40);
    apply_changes(changes, rows);
    REQUIRE(commit_now(*store, std::move(changes)).empty());
    REQUIRE(rows_of(*store) == rows);
  }
}

TEST_CASE("A commit may have a hundred thousand rows, or none") {
  const StateFolder folder;
  const auto store = open_store(folder);
  RowChanges changes;
  const std::string value(50, 'v');
  for (std::int64_t i = 0; i < 100'000; ++i) {
    changes.put({Table::cases, 1, (i * 7919) % 100'000}, value);
  }
  CHECK(commit_now(*store, std::move(changes)).empty());
  CHECK(commit_now(*store, {}).empty());
  CHECK(rows_of(*store).size() == 100'000);
  CHECK(rows_on_disk(folder).size() == 100'000);
}

TEST_CASE("A key that its table cannot have fails the commit, and nothing of it is kept") {
  const StateFolder folder;
  const auto store = open_store(folder);
  RowChanges changes;
  changes.put({Table::engine}, "x");
  changes.put({Table::measures, 1, 2}, "x");
  CHECK(commit_now(*store, std::move(changes)) ==
        folder.file() +
            ": cannot be written: a key of measures has 1 parts, not more: tell the developers");
  CHECK_FALSE(store->idle());
  CHECK(store->reopen());
  CHECK(store->idle());
  CHECK(rows_of(*store).empty());
}

TEST_CASE("The caller is told on the writing thread, and wait() ends") {
  const StateFolder folder;
  std::atomic<int> told = 0;
  std::atomic<bool> same_thread = false;
  const auto caller = std::this_thread::get_id();
  {
    auto store = SqliteStore::open(folder.folder(), [&] {
      ++told;
      if (std::this_thread::get_id() == caller) same_thread = true;
    });
    REQUIRE(store);
    (*store)->wait();
    CHECK_FALSE((*store)->result());
    CHECK(commit_now(**store, {}).empty());
    CHECK(commit_now(**store, {}).empty());
  }
  CHECK(told == 2);
  CHECK_FALSE(same_thread);
}

TEST_CASE("A store that is closed finishes the commit under way") {
  for (int round = 0; round < 20; ++round) {
    const StateFolder folder;
    {
      const auto store = open_store(folder);
      RowChanges changes;
      for (std::int64_t i = 0; i < 2'000; ++i) changes.put({Table::cases, 1, i}, "value");
      store->commit(std::move(changes));
    }
    CHECK(rows_on_disk(folder).size() == 2'000);
  }
}

TEST_CASE("The log stays small") {
  const StateFolder folder;
  const auto store = open_store(folder);
  for (std::int64_t i = 0; i < 40; ++i) {
    RowChanges changes;
    for (std::int64_t k = 0; k < 50; ++k) {
      changes.put({Table::cases, i, k}, std::string(10'000, 'x'));
    }
    CHECK(commit_now(*store, std::move(changes)).empty());
  }
  CHECK(std::filesystem::file_size(folder.file("-wal")) < 8U << 20);
  CHECK(std::filesystem::file_size(folder.file()) > 16U << 20);
}

TEST_CASE("A second daemon on the same folder is refused") {
  const StateFolder folder;
  auto store = open_store(folder);
  const auto second = SqliteStore::open(folder.folder(), [] {});
  REQUIRE_FALSE(second);
  CHECK(second.error() == folder.folder() + ": another charterd (process " +
                              std::to_string(::getpid()) +
                              ") uses this folder: stop it, or give this one a storage path of "
                              "its own");
  CHECK(store->reopen());
  CHECK_FALSE(SqliteStore::open(folder.folder(), [] {}));
  store.reset();
  CHECK(SqliteStore::open(folder.folder(), [] {}));
}

TEST_CASE("What a process that was killed left behind is there after a restart") {
  const StateFolder folder, copy;
  const auto store = open_store(folder);
  RowChanges changes;
  changes.put({Table::engine}, "kept");
  CHECK(commit_now(*store, std::move(changes)).empty());
  std::filesystem::create_directory(copy.folder());
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::copy_file(folder.file(suffix), copy.file(suffix));
  }
  CHECK(rows_on_disk(copy).size() == 1);
  CHECK(rows_of(*open_store(copy)) == Rows{{{Table::engine}, "kept"}});
}

}  // namespace
}  // namespace charterd::daemon
