#include "daemon/sqlite_open.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "config/kept_rows.h"
#include "daemon/sqlite_folder.h"
#include "daemon/sqlite_schema.h"

namespace charterd::daemon {
namespace {

namespace fs = std::filesystem;
using Checked = tl::expected<void, std::string>;

// A log that is left would be taken for that of the copy.
constexpr std::string_view kBeginAnew =
    "move the file away, with its -wal if there is one, then put a backup in its place or begin "
    "anew from the retained logs";

// How long a reader waits for a daemon that is just opening or closing.
constexpr int kReaderPatienceMilliseconds = 5000;

tl::unexpected<std::string> refusal(const std::string& path, std::string_view why,
                                    std::string_view remedy) {
  return tl::unexpected(fmt::format("{}: {}: {}", path, why, remedy));
}

tl::unexpected<std::string> damaged(const std::string& path, std::string_view how) {
  return refusal(path, fmt::format("is damaged ({})", how), kBeginAnew);
}

bool is_there(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// An empty one says nothing; reading makes it.
bool has_log(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path + "-wal", error);
  return !error && size > 0;
}

// What can be told without SQLite, which would take an empty file for a new database, and throw
// away a log without one.
Checked check_files(const std::string& path) {
  if (!is_there(path)) {
    if (!has_log(path)) return {};
    return refusal(path, "is missing, but its log state.db-wal is there",
                   "put the file back, or move the log away to begin anew from the retained logs");
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return refusal(path, "is a folder", "move it away, or choose another storage path");
  }
  if (fs::is_empty(path, error) && !error) return damaged(path, "it is empty");
  return {};
}

Checked check_identity(const std::string& path, SQLite::Database& database) {
  const Identity identity = identity_of(database);
  if (identity.application != kApplicationId) {
    return refusal(path, "is a database of another program",
                   "choose another storage path, or move the file away");
  }
  if (identity.version > schema_version()) {
    return refusal(
        path,
        fmt::format("was written by a newer charterd (schema {}; this one knows {})",
                    identity.version, schema_version()),
        "install that version, or move the file away to begin anew from the retained logs");
  }
  if (identity.version < 1) return damaged(path, "it has no schema version");
  return {};
}

Checked check_pages(const std::string& path, SQLite::Database& database) {
  const std::string found = database.execAndGet("PRAGMA quick_check(1)").getString();
  if (found != "ok") return damaged(path, found);
  return {};
}

Checked check_tables(const std::string& path, SQLite::Database& database) {
  for (std::size_t i = 0; i < config::kTableCount; ++i) {
    const std::string name(form_of(static_cast<config::Table>(i)).name);
    if (!database.tableExists(name)) return damaged(path, fmt::format("no table {}", name));
  }
  return {};
}

// Read-only, because a connection that may write would change the files as it closes them.
Checked check_state(const std::string& path) {
  if (auto checked = check_files(path); !checked) return checked;
  std::optional<SQLite::Database> database;
  try {
    database.emplace(path, SQLite::OPEN_READONLY);
    database->exec("PRAGMA cell_size_check = ON");
    if (auto checked = check_identity(path, *database); !checked) return checked;
    return check_pages(path, *database);
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path, "read", fault, database ? &*database : nullptr));
  }
}

void prepare(SQLite::Database& database) {
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA secure_delete = ON");  // a customer that is forgotten is overwritten
  database.exec("PRAGMA trusted_schema = OFF");
  database.exec("PRAGMA cell_size_check = ON");
}

void remove_database(const std::string& path) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    std::error_code ignored;
    fs::remove(path + suffix, ignored);
  }
}

Checked write_empty(const std::string& path) {
  // SQLite gives its other files the rights of this one.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0) {
    return refusal(path, fmt::format("cannot be made: {}", reason_of(errno)),
                   "let the user that runs charterd write to the folder, or choose another storage "
                   "path");
  }
  ::close(file);
  std::optional<SQLite::Database> database;
  try {
    database.emplace(path, SQLite::OPEN_READWRITE);
    prepare(*database);
    migrate(*database, migrations());
    database->exec("PRAGMA journal_mode = WAL");
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path, "written", fault, database ? &*database : nullptr));
  }
  return {};
}

}  // namespace

std::string state_fault(const std::string& path, std::string_view doing,
                        const SQLite::Exception& fault, const SQLite::Database* database) {
  const auto text = [&](std::string_view why, std::string_view remedy) {
    return fmt::format("{}: {}: {}", path, why, remedy);
  };
  const int code = fault.getErrorCode() & 0xff;
  switch (code) {
    case SQLITE_FULL:
      return text("cannot be written: the disk is full",
                  "free space there; what was kept before is not lost");
    case SQLITE_NOTADB:
      return text("is not a database", kBeginAnew);
    case SQLITE_CORRUPT:
      return text(fmt::format("is damaged ({})", fault.what()), kBeginAnew);
    case SQLITE_BUSY:
      return text("is in use by another program", "end that program, or try again when it is done");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: {
      const int error = database != nullptr ? sqlite3_system_errno(database->getHandle()) : 0;
      return text(
          fmt::format("cannot be {}: {} (code {}{}{})", doing, fault.what(),
                      fault.getExtendedErrorCode(), error == 0 ? "" : ", ",
                      error == 0 ? "" : reason_of(error)),
          "look after the disk (its space, its health: dmesg) and the rights of the folder");
    }
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return text(fmt::format("cannot be {}: {} (code {})", doing, fault.what(),
                              fault.getExtendedErrorCode()),
                  "let the user that runs charterd write to the file and its folder");
    default:
      return text(fmt::format("cannot be {}: {} (code {})", doing, fault.what(),
                              fault.getExtendedErrorCode()),
                  kBeginAnew);
  }
}

Checked create_state(const std::string& path) {
  if (auto checked = check_files(path); !checked) return checked;
  if (is_there(path)) return {};
  const std::string unfinished = path + ".new";
  remove_database(unfinished);
  if (auto written = write_empty(unfinished); !written) {
    remove_database(unfinished);
    return written;
  }
  const auto folder = fs::path(path).parent_path().string();
  if (!sync_path(unfinished) || ::rename(unfinished.c_str(), path.c_str()) != 0 ||
      !sync_path(folder)) {
    return refusal(path, fmt::format("cannot be made: {}", reason_of(errno)),
                   "look after the disk and the rights of the folder");
  }
  return {};
}

tl::expected<SQLite::Database, std::string> open_state(const std::string& path) {
  if (const auto checked = check_state(path); !checked) return tl::unexpected(checked.error());
  std::optional<SQLite::Database> database;
  try {
    database.emplace(path, SQLite::OPEN_READWRITE);
    prepare(*database);
    database->exec("PRAGMA journal_mode = WAL");
    migrate(*database, migrations());
    if (const auto checked = check_tables(path, *database); !checked) {
      return tl::unexpected(checked.error());
    }
    return std::move(*database);
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path, "written", fault, database ? &*database : nullptr));
  }
}

tl::expected<SQLite::Database, std::string> open_state_to_read(const std::string& path) {
  if (const auto checked = check_files(path); !checked) return tl::unexpected(checked.error());
  std::optional<SQLite::Database> database;
  try {
    database.emplace(path, SQLite::OPEN_READONLY, kReaderPatienceMilliseconds);
    if (const auto checked = check_identity(path, *database); !checked) {
      return tl::unexpected(checked.error());
    }
    const Identity identity = identity_of(*database);
    if (identity.version < schema_version()) {
      return refusal(path,
                     fmt::format("was written by an older charterd (schema {})", identity.version),
                     "let this version run once with that storage path");
    }
    return std::move(*database);
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path, "read", fault, database ? &*database : nullptr));
  }
}

}  // namespace charterd::daemon
