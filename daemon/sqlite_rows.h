// Rows in and out of the database.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "config/kept_rows.h"
#include "daemon/state_store.h"

namespace charterd::daemon {

/// Writes changes with statements that are prepared once. `database` outlives it. One thread at a
/// time.
class RowWriter {
 public:
  explicit RowWriter(SQLite::Database& database) : database_(database) {}

  /// Within a transaction of the caller's. Throws SQLite::Exception, and std::logic_error for a key
  /// that its table cannot have; some of the changes may have been made then.
  void apply(const config::RowChanges& changes);

 private:
  static constexpr std::size_t kKinds = 4;

  void clear();
  void apply_table(const config::RowChanges& changes, std::vector<std::uint32_t>& indices);
  void apply_rows(const config::RowChanges& changes, std::span<std::uint32_t> indices);
  void run(const config::RowChanges::Change& change);
  SQLite::Statement& statement(config::RowChanges::Kind kind, config::Table table);

  SQLite::Database& database_;
  std::array<std::array<std::optional<SQLite::Statement>, kKinds>, config::kTableCount> statements_;
  std::array<std::vector<std::uint32_t>, config::kTableCount> by_table_;
};

/// Gives every row, as StateStore::load() does, as of one instant. `path` is for the error. Throws
/// SQLite::Exception.
StateStore::Outcome load_rows(SQLite::Database& database, const std::string& path,
                              const StateStore::Row& row);

}  // namespace charterd::daemon
