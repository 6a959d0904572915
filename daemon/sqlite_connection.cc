#include "daemon/sqlite_connection.h"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "daemon/sqlite_open.h"

namespace charterd::daemon {
namespace {

// A log that a large commit or a slow reader made longer is cut when it begins anew.
constexpr int kLogBytes = 16 << 20;

int note_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

SqliteConnection::SqliteConnection(std::string path, SQLite::Database database, int log_pages)
    : path_(std::move(path)),
      database_(std::move(database)),
      writer_(database_),
      most_log_pages_(log_pages) {
  // Takes the place of SQLite's own checkpoints, which would hide that one failed.
  sqlite3_wal_hook(database_.getHandle(), note_log_pages, &log_pages_);
}

tl::expected<std::unique_ptr<SqliteConnection>, std::string> SqliteConnection::open(
    const std::string& path, int log_pages) {
  auto database = open_state(path);
  if (!database) return tl::unexpected(database.error());
  std::unique_ptr<SqliteConnection> connection(
      new SqliteConnection(path, std::move(*database), log_pages));
  connection->database_.tryExec(fmt::format("PRAGMA journal_size_limit = {}", kLogBytes));
  // What a crash left in the log may be in memory only: it is written and synced once more.
  if (auto emptied = connection->checkpoint(SQLITE_CHECKPOINT_TRUNCATE, true); !emptied) {
    return tl::unexpected(emptied.error());
  }
  return connection;
}

StateStore::Outcome SqliteConnection::commit(const config::RowChanges& changes) {
  try {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    writer_.apply(changes);
    transaction.commit();
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path_, "written", fault, &database_));
  } catch (const std::exception& fault) {
    return tl::unexpected(
        fmt::format("{}: cannot be written: {}: tell the developers", path_, fault.what()));
  }
  if (log_pages_ < most_log_pages_) return {};
  return checkpoint(SQLITE_CHECKPOINT_PASSIVE, true);
}

StateStore::Outcome SqliteConnection::load(const StateStore::Row& row) {
  try {
    return load_rows(database_, path_, row);
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path_, "read", fault, &database_));
  }
}

StateStore::Outcome SqliteConnection::write_anew() {
  try {
    database_.exec("VACUUM");
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path_, "written", fault, &database_));
  }
  return checkpoint(SQLITE_CHECKPOINT_TRUNCATE, false);
}

StateStore::Outcome SqliteConnection::empty_log() {
  // A transaction that could not even be rolled back would be in the way.
  if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.tryExec("ROLLBACK");
  return checkpoint(SQLITE_CHECKPOINT_TRUNCATE, false);
}

StateStore::Outcome SqliteConnection::checkpoint(int mode, bool may_be_busy) {
  const int code =
      sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, mode, nullptr, nullptr);
  if (code == SQLITE_OK || (code == SQLITE_BUSY && may_be_busy)) return {};
  const SQLite::Exception fault(database_.getHandle(), code);
  return tl::unexpected(state_fault(path_, "written", fault, &database_));
}

}  // namespace charterd::daemon
