// The folder of the state: its files, and the lock that makes it one daemon's own.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace charterd::daemon {

/// The database; SQLite adds "-wal" and "-shm" for its log and the log's index.
std::string state_file(const std::string& folder);

/// What the system says of an errno.
std::string reason_of(int error);

/// Makes the folder and what lacks above it, for the owner and the group alone (0750), durably. The
/// error says what to do.
tl::expected<void, std::string> make_state_folder(const std::string& folder);

/// Whether another process, or another object of this one, holds the folder's lock.
bool is_locked(const std::string& folder);

/// Waits until the disk has the file or the names in the folder at `path`; false with errno set.
bool sync_path(const std::string& path);

/// Holds `state.lock` in the folder, as long as the object lives.
class FolderLock {
 public:
  /// The error says who holds it, or why the folder cannot be written, and what to do.
  static tl::expected<FolderLock, std::string> take(const std::string& folder);

  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

}  // namespace charterd::daemon
