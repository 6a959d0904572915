#include "daemon/state_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::RowKey;
using Rows = std::map<RowKey, std::string>;

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();

void erase_between(Rows& rows, const RowKey& first, const RowKey& end) {
  rows.erase(rows.lower_bound(first), rows.lower_bound(end));
}

void erase_all(Rows& rows, const RowKey& key) {
  auto row = rows.lower_bound({key.table, key.a, kLowest, kLowest, kLowest});
  while (row != rows.end() && row->first.table == key.table && row->first.a == key.a) {
    row = rows.erase(row);
  }
}

}  // namespace

void CommitSeconds::add(double seconds) {
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  ++counts[static_cast<std::size_t>(bound - kBounds.begin())];
  sum += seconds;
}

void apply_changes(const RowChanges& changes, Rows& rows) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const RowChanges::Change change = changes[i];
    const RowKey& key = change.key;
    switch (change.kind) {
      case RowChanges::Kind::put:
        rows.insert_or_assign(key, std::string(change.value));
        break;
      case RowChanges::Kind::erase:
        rows.erase(key);
        break;
      case RowChanges::Kind::erase_below:
        erase_between(rows, {key.table, key.a, key.b, key.c, kLowest}, key);
        break;
      case RowChanges::Kind::erase_all:
        erase_all(rows, key);
        break;
      case RowChanges::Kind::clear:
        rows.clear();
        break;
    }
  }
}

std::string row_not_understood(std::string_view path, const RowKey& key, std::string_view table) {
  return fmt::format(
      "{}: the row ({}, {}, {}, {}) of {} is not understood: install the version of charterd that "
      "wrote it, restore a backup, or move the file away to begin anew",
      path, key.a, key.b, key.c, key.d, table);
}

StateStore::Outcome MemoryStateStore::load(const Row& row) {
  for (const auto& [key, value] : rows_) {
    if (row(key, value)) continue;
    return tl::unexpected(row_not_understood(
        "memory", key, fmt::format("table {}", static_cast<unsigned>(key.table))));
  }
  return {};
}

void MemoryStateStore::commit(RowChanges changes) {
  const auto failure = std::exchange(next_failure_, std::nullopt);
  if (!failure || failure->kept) apply_changes(changes, rows_);
  failed_ = failure.has_value();
  result_ = failure ? Outcome(tl::unexpected(failure->error)) : Outcome();
  const std::lock_guard lock(mutex_);
  ++(failure ? stats_.failed_commits : stats_.commits);
  if (!failure) stats_.rows += changes.size();
  stats_.seconds.add(0);
}

void MemoryStateStore::purge() {
  const auto error = std::exchange(purge_error_, std::nullopt);
  result_ = error ? Outcome(tl::unexpected(*error)) : Outcome();
}

std::optional<StateStore::Outcome> MemoryStateStore::result() {
  return std::exchange(result_, std::nullopt);
}

StateStore::Outcome MemoryStateStore::reopen() {
  if (const auto error = std::exchange(reopen_error_, std::nullopt)) {
    return tl::unexpected(*error);
  }
  result_.reset();
  failed_ = false;
  return {};
}

StoreStats MemoryStateStore::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

void MemoryStateStore::fail_next_commit(std::string error, bool kept) {
  next_failure_ = Failure{std::move(error), kept};
}

}  // namespace charterd::daemon
