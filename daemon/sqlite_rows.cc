#include "daemon/sqlite_rows.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "daemon/sqlite_schema.h"

namespace charterd::daemon {
namespace {

using config::RowChanges;
using config::RowKey;
using config::Table;
using Kind = RowChanges::Kind;

constexpr std::size_t kMaximumValue = std::numeric_limits<int>::max();

std::array<std::int64_t, 4> parts_of(const RowKey& key) { return {key.a, key.b, key.c, key.d}; }

bool is_range(Kind kind) { return kind == Kind::erase_below || kind == Kind::erase_all; }

void check(const RowChanges::Change& change, const TableForm& form) {
  const auto parts = parts_of(change.key);
  // A range by `d` may be asked of every table.
  const std::size_t end = change.kind == Kind::erase_below ? parts.size() - 1 : parts.size();
  for (std::size_t i = form.width; i < end; ++i) {
    if (parts[i] != 0) {
      throw std::logic_error(
          fmt::format("a key of {} has {} parts, not more", form.name, form.width));
    }
  }
  if (change.value.size() > kMaximumValue) {
    throw std::logic_error(fmt::format("a row of {} is too large", form.name));
  }
}

std::string listed(const TableForm& form, std::string_view between, std::string_view behind) {
  std::string text;
  for (std::size_t i = 0; i < form.width; ++i) {
    text += fmt::format("{}{}{}", i == 0 ? "" : between, form.columns[i], behind);
  }
  return text;
}

std::string sql_of(Kind kind, const TableForm& form) {
  switch (kind) {
    case Kind::put: {
      std::string marks;
      for (std::size_t i = 0; i < form.width; ++i) marks += "?, ";
      return fmt::format("REPLACE INTO {} ({}, value) VALUES ({}?)", form.name,
                         listed(form, ", ", ""), marks);
    }
    case Kind::erase:
      return fmt::format("DELETE FROM {} WHERE {}", form.name, listed(form, " AND ", " = ?"));
    case Kind::erase_below:
      if (form.width < 4) return sql_of(Kind::erase, form);
      return fmt::format("DELETE FROM {} WHERE {} = ? AND {} = ? AND {} = ? AND {} < ?", form.name,
                         form.columns[0], form.columns[1], form.columns[2], form.columns[3]);
    case Kind::erase_all:
      return fmt::format("DELETE FROM {} WHERE {} = ?", form.name, form.columns[0]);
    case Kind::clear:
      break;  // see clear()
  }
  throw std::logic_error("an unknown kind of change");
}

RowKey key_of(Table table, std::size_t width, const SQLite::Statement& found) {
  RowKey key{table};
  const std::array<std::int64_t*, 4> parts{&key.a, &key.b, &key.c, &key.d};
  for (std::size_t i = 0; i < width; ++i) {
    *parts[i] = found.getColumn(static_cast<int>(i)).getInt64();
  }
  return key;
}

StateStore::Outcome load_table(SQLite::Database& database, Table table, const std::string& path,
                               const StateStore::Row& row) {
  const TableForm& form = form_of(table);
  const std::string columns = listed(form, ", ", "");
  SQLite::Statement found(
      database, fmt::format("SELECT {}, value FROM {} ORDER BY {}", columns, form.name, columns));
  while (found.executeStep()) {
    const RowKey key = key_of(table, form.width, found);
    const SQLite::Column value = found.getColumn(static_cast<int>(form.width));
    const auto* bytes = static_cast<const char*>(value.getBlob());
    const auto size = static_cast<std::size_t>(value.getBytes());
    if (!row(key, size == 0 ? std::string_view("") : std::string_view(bytes, size))) {
      return tl::unexpected(row_not_understood(path, key, form.name));
    }
  }
  return {};
}

}  // namespace

void RowWriter::apply(const RowChanges& changes) {
  for (auto& indices : by_table_) indices.clear();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const RowChanges::Change change = changes[i];
    if (change.kind == Kind::clear) {
      clear();
      continue;
    }
    check(change, form_of(change.key.table));
    by_table_[static_cast<std::size_t>(change.key.table)].push_back(static_cast<std::uint32_t>(i));
  }
  for (auto& indices : by_table_) apply_table(changes, indices);
}

// What was to be changed before is of no matter any more.
void RowWriter::clear() {
  for (std::size_t i = 0; i < config::kTableCount; ++i) {
    by_table_[i].clear();
    database_.exec(fmt::format("DELETE FROM {}", form_of(static_cast<Table>(i)).name));
  }
}

// Changes of different rows may be made in any order, but for those that erase many.
void RowWriter::apply_table(const RowChanges& changes, std::vector<std::uint32_t>& indices) {
  std::size_t first = 0;
  for (std::size_t i = 0; i <= indices.size(); ++i) {
    const bool is_end = i == indices.size();
    if (!is_end && !is_range(changes[indices[i]].kind)) continue;
    apply_rows(changes, std::span(indices).subspan(first, i - first));
    if (!is_end) run(changes[indices[i]]);
    first = i + 1;
  }
}

// In the order of the keys, in which the tree of the table is walked once from left to right.
void RowWriter::apply_rows(const RowChanges& changes, std::span<std::uint32_t> indices) {
  const auto before = [&](std::uint32_t one, std::uint32_t other) {
    return changes[one].key < changes[other].key;
  };
  if (!std::is_sorted(indices.begin(), indices.end(), before)) {
    std::stable_sort(indices.begin(), indices.end(), before);
  }
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const RowChanges::Change change = changes[indices[i]];
    const bool is_replaced =
        i + 1 < indices.size() && changes[indices[i + 1]].key == change.key;  // by a later one
    if (!is_replaced) run(change);
  }
}

void RowWriter::run(const RowChanges::Change& change) {
  const TableForm& form = form_of(change.key.table);
  // Where the key has no `d` it is 0 in all rows.
  if (change.kind == Kind::erase_below && form.width < 4 && change.key.d <= 0) return;
  SQLite::Statement& prepared = statement(change.kind, change.key.table);
  const auto parts = parts_of(change.key);
  const std::size_t width = change.kind == Kind::erase_all ? 1 : form.width;
  int index = 0;
  for (std::size_t i = 0; i < width; ++i) prepared.bind(++index, parts[i]);
  if (change.kind == Kind::put) {
    // Bytes at a null pointer would be NULL.
    const char* bytes = change.value.empty() ? "" : change.value.data();
    prepared.bindNoCopy(++index, static_cast<const void*>(bytes),
                        static_cast<int>(change.value.size()));
  }
  prepared.exec();
  prepared.reset();
}

SQLite::Statement& RowWriter::statement(Kind kind, Table table) {
  auto& prepared = statements_[static_cast<std::size_t>(table)].at(static_cast<std::size_t>(kind));
  if (!prepared) prepared.emplace(database_, sql_of(kind, form_of(table)));
  return *prepared;
}

StateStore::Outcome load_rows(SQLite::Database& database, const std::string& path,
                              const StateStore::Row& row) {
  SQLite::Transaction transaction(database);  // one instant for all tables
  for (std::size_t i = 0; i < config::kTableCount; ++i) {
    if (auto loaded = load_table(database, static_cast<Table>(i), path, row); !loaded) {
      return loaded;
    }
  }
  transaction.commit();
  return {};
}

}  // namespace charterd::daemon
