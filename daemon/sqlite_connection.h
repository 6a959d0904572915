// The one connection that writes the state.
#pragma once

#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <tl/expected.hpp>

#include "config/kept_rows.h"
#include "daemon/sqlite_rows.h"
#include "daemon/state_store.h"

namespace charterd::daemon {

/// One thread at a time; the thread may change. No function throws.
class SqliteConnection {
 public:
  /// As open_state(), with an empty log. One that has `log_pages` after a commit goes to the
  /// database.
  static tl::expected<std::unique_ptr<SqliteConnection>, std::string> open(const std::string& path,
                                                                           int log_pages);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// One transaction, then, when the log has grown, what is in it goes to the database. An error
  /// may come from either.
  StateStore::Outcome commit(const config::RowChanges& changes);

  StateStore::Outcome load(const StateStore::Row& row);

  /// Writes the database anew and empties the log: `secure_delete` alone leaves copies of a row in
  /// pages that it was moved out of. An error changes no row.
  StateStore::Outcome write_anew();

  /// Writes all that was committed from the log to the database and empties the log.
  StateStore::Outcome empty_log();

 private:
  SqliteConnection(std::string path, SQLite::Database database, int log_pages);
  StateStore::Outcome checkpoint(int mode, bool may_be_busy);

  std::string path_;
  SQLite::Database database_;
  RowWriter writer_;
  const int most_log_pages_;
  int log_pages_ = 0;  // as of the last commit
};

}  // namespace charterd::daemon
