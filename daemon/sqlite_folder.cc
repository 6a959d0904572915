#include "daemon/sqlite_folder.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

constexpr mode_t kFolderMode = 0750, kFileMode = 0640;

tl::unexpected<std::string> cannot_make(const std::string& folder, int error) {
  return tl::unexpected(fmt::format(
      "{}: cannot be made: {}: make the folder for the user that runs charterd, or choose another "
      "storage path",
      folder, reason_of(error)));
}

// The error: an errno.
tl::expected<void, int> make_folders(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), kFolderMode) == 0) {
    const auto parent = folder.parent_path();
    if (!sync_path(parent.empty() ? "." : parent.string())) return tl::unexpected(errno);
    return {};
  }
  if (errno == EEXIST) return {};
  if (errno != ENOENT || !folder.has_relative_path()) return tl::unexpected(errno);
  const auto parent = folder.parent_path();
  if (parent.empty()) return tl::unexpected(ENOENT);
  if (const auto made = make_folders(parent); !made) return made;
  if (::mkdir(folder.c_str(), kFolderMode) != 0 && errno != EEXIST) return tl::unexpected(errno);
  if (!sync_path(parent.string())) return tl::unexpected(errno);
  return {};
}

std::string holder_of(int file) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  std::string number;
  for (ssize_t i = 0; i < size; ++i) {
    const char digit = text[static_cast<std::size_t>(i)];
    if (digit < '0' || digit > '9') break;
    number += digit;
  }
  return number.empty() ? "" : fmt::format(" (process {})", number);
}

// For whoever finds the folder locked; a full disk is no reason not to go on.
void write_holder(int file) {
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(file, text.data(), text.size(), 0);
}

std::string lock_file(const std::string& folder) {
  return (std::filesystem::path(folder) / "state.lock").string();
}

}  // namespace

std::string state_file(const std::string& folder) {
  return (std::filesystem::path(folder) / "state.db").string();
}

std::string reason_of(int error) { return std::generic_category().message(error); }

tl::expected<void, std::string> make_state_folder(const std::string& folder) {
  if (const auto made = make_folders(folder); !made) return cannot_make(folder, made.error());
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  if (error) return cannot_make(folder, error.value());
  return tl::unexpected(
      fmt::format("{}: is not a folder: choose another storage path, or move it away", folder));
}

bool is_locked(const std::string& folder) {
  const int file = ::open(lock_file(folder).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return false;
  const bool locked = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(file);
  return locked;
}

bool sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return synced;
}

tl::expected<FolderLock, std::string> FolderLock::take(const std::string& folder) {
  const std::string path = lock_file(folder);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kFileMode);
  if (file < 0) {
    return tl::unexpected(fmt::format(
        "{}: cannot be opened: {}: let the user that runs charterd write to the folder, or choose "
        "another storage path",
        path, reason_of(errno)));
  }
  FolderLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return tl::unexpected(
          fmt::format("{}: cannot be locked: {}: choose a storage path on a disk "
                      "of this machine",
                      path, reason_of(errno)));
    }
    return tl::unexpected(fmt::format(
        "{}: another charterd{} uses this folder: stop it, or give this one a storage path of its "
        "own",
        folder, holder_of(file)));
  }
  write_holder(file);
  return lock;
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace charterd::daemon
