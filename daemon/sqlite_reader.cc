#include "daemon/sqlite_reader.h"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "daemon/sqlite_folder.h"
#include "daemon/sqlite_open.h"
#include "daemon/sqlite_rows.h"

namespace charterd::daemon {
namespace {

using Outcome = StateStore::Outcome;

tl::expected<SQLite::Database, std::string> open_to_read(const std::string& folder) {
  const std::string path = state_file(folder);
  std::error_code error;
  const bool is_there = std::filesystem::exists(path, error);
  if (error) {
    return tl::unexpected(
        fmt::format("{}: cannot be read: {}: run this as the user that runs "
                    "charterd",
                    path, reason_of(error.value())));
  }
  // A log without its database is worth another error than nothing at all.
  if (!is_there && !std::filesystem::exists(path + "-wal", error)) {
    return tl::unexpected(
        fmt::format("no state in {}: has charterd run with this storage path?", folder));
  }
  return open_state_to_read(path);
}

Outcome new_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  if (errno == EEXIST) {
    return tl::unexpected(fmt::format("{}: is there already: name a file that is not", path));
  }
  return tl::unexpected(
      fmt::format("{}: cannot be made: {}: name a file in a folder that you may "
                  "write to",
                  path, reason_of(errno)));
}

// SQLite takes an empty file for one that is not there yet.
Outcome copy(SQLite::Database& database, const std::string& source, const std::string& target) {
  try {
    SQLite::Statement statement(database, "VACUUM INTO ?");
    statement.bind(1, target);
    statement.exec();
  } catch (const SQLite::Exception& fault) {
    const bool is_source = fault.getErrorCode() == SQLITE_CORRUPT;
    return tl::unexpected(state_fault(is_source ? source : target, "written", fault, &database));
  }
  const auto folder = std::filesystem::path(target).parent_path().string();
  if (sync_path(target) && sync_path(folder.empty() ? "." : folder)) return {};
  return tl::unexpected(
      fmt::format("{}: cannot be written: {}: look after that disk", target, reason_of(errno)));
}

}  // namespace

Outcome read_state(const std::string& folder, const StateStore::Row& row) {
  auto database = open_to_read(folder);
  if (!database) return tl::unexpected(database.error());
  const std::string path = state_file(folder);
  try {
    return load_rows(*database, path, row);
  } catch (const SQLite::Exception& fault) {
    return tl::unexpected(state_fault(path, "read", fault, &*database));
  }
}

Outcome backup_state(const std::string& folder, const std::string& target) {
  auto database = open_to_read(folder);
  if (!database) return tl::unexpected(database.error());
  if (auto made = new_file(target); !made) return made;
  auto copied = copy(*database, state_file(folder), target);
  if (!copied) ::unlink(target.c_str());
  return copied;
}

}  // namespace charterd::daemon
