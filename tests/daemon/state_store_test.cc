#include "daemon/state_store.h"

#include <numeric>

#include <catch2/catch.hpp>

#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::RowKey;
using config::Table;

RowChanges one_put(const RowKey& key, std::string_view value) {
  RowChanges changes;
  changes.put(key, value);
  return changes;
}

TEST_CASE("Rows in memory come back in the order of their tables and keys") {
  MemoryStateStore store;
  RowChanges changes;
  changes.put({Table::steps, 1, 0, 2, 7}, "later");
  changes.put({Table::steps, 1, 0, 2, -7}, "earlier");
  changes.put({Table::engine}, "engine");
  changes.put({Table::record_ids, 0, 1, 2}, "");
  CHECK(store.idle());
  CHECK(commit_now(store, std::move(changes)).empty());
  CHECK(rows_of(store) == Rows{{{Table::engine}, "engine"},
                               {{Table::steps, 1, 0, 2, -7}, "earlier"},
                               {{Table::steps, 1, 0, 2, 7}, "later"},
                               {{Table::record_ids, 0, 1, 2}, ""}});
  CHECK(store.stats().commits == 1);
  CHECK(store.stats().rows == 4);
}

TEST_CASE("A result is taken once, and until then nothing is committed") {
  MemoryStateStore store;
  CHECK_FALSE(store.result());
  store.commit(one_put({Table::engine}, "a"));
  CHECK_FALSE(store.idle());
  CHECK(store.result());
  CHECK_FALSE(store.result());
  CHECK(store.idle());
}

TEST_CASE("A commit in memory fails when it is told to, with or without its changes") {
  MemoryStateStore store;
  CHECK(commit_now(store, one_put({Table::engine}, "a")).empty());
  store.fail_next_commit("no room");
  CHECK(commit_now(store, one_put({Table::engine}, "b")) == "no room");
  CHECK_FALSE(store.idle());
  store.fail_next_reopen("still no room");
  CHECK(store.reopen().error() == "still no room");
  CHECK_FALSE(store.idle());
  CHECK(store.reopen());
  CHECK(store.idle());
  CHECK(rows_of(store) == Rows{{{Table::engine}, "a"}});

  store.fail_next_commit("too late", true);
  CHECK(commit_now(store, one_put({Table::engine}, "c")) == "too late");
  CHECK(store.reopen());
  CHECK(rows_of(store) == Rows{{{Table::engine}, "c"}});
  CHECK(store.stats().failed_commits == 2);
}

TEST_CASE("Ranges of rows are erased as of where they stand among the changes") {
  Rows rows;
  RowChanges changes;
  for (const int step : {1, 2, 3}) changes.put({Table::steps, 1, 1, 1, step}, "x");
  changes.put({Table::steps, 1, 1, 2, 1}, "other grain");
  changes.put({Table::cases, 1, 5}, "x");
  changes.put({Table::cases, 2, 5}, "other kind");
  changes.put({Table::case_shapes, 1, 5}, "other table");
  changes.erase_below({Table::steps, 1, 1, 1, 3});
  changes.put({Table::steps, 1, 1, 1, 2}, "back");
  changes.erase_all(Table::cases, 1);
  changes.put({Table::cases, 1, 6}, "new");
  apply_changes(changes, rows);
  CHECK(rows == Rows{{{Table::steps, 1, 1, 1, 2}, "back"},
                     {{Table::steps, 1, 1, 1, 3}, "x"},
                     {{Table::steps, 1, 1, 2, 1}, "other grain"},
                     {{Table::case_shapes, 1, 5}, "other table"},
                     {{Table::cases, 1, 6}, "new"},
                     {{Table::cases, 2, 5}, "other kind"}});
}

TEST_CASE("A row that is not understood ends the loading with an error") {
  MemoryStateStore store;
  CHECK(commit_now(store, one_put({Table::measures, 4}, "secret")).empty());
  const auto loaded = store.load([](const RowKey&, std::string_view) { return false; });
  CHECK(loaded.error() ==
        "memory: the row (4, 0, 0, 0) of table 2 is not understood: install the version of "
        "charterd that wrote it, restore a backup, or move the file away to begin anew");
}

TEST_CASE("The seconds of commits are counted in the first bucket that holds them") {
  CommitSeconds seconds;
  for (const double value : {0.0, 0.001, 0.0011, 30.0, 31.0}) seconds.add(value);
  CHECK(seconds.counts.front() == 2);
  CHECK(seconds.counts[1] == 1);
  CHECK(seconds.counts[CommitSeconds::kBounds.size() - 1] == 1);
  CHECK(seconds.counts.back() == 1);
  CHECK(std::accumulate(seconds.counts.begin(), seconds.counts.end(), 0U) == 5);
  CHECK(seconds.sum == Approx(61.0021));
}

}  // namespace
}  // namespace charterd::daemon
