#include "collectors/file_status.h"

#include <cerrno>

#include <sys/stat.h>

namespace charterd::collectors {
namespace {

FileStatus from(const struct stat& raw) {
  FileStatus status;
  status.key = {raw.st_dev, raw.st_ino};
  status.kind = S_ISREG(raw.st_mode)   ? FileStatus::Kind::regular
                : S_ISDIR(raw.st_mode) ? FileStatus::Kind::directory
                                       : FileStatus::Kind::other;
  status.size = raw.st_size > 0 ? static_cast<std::uint64_t>(raw.st_size) : 0;
  status.modified = std::int64_t{raw.st_mtim.tv_sec} * 1'000'000'000 + raw.st_mtim.tv_nsec;
  status.links = raw.st_nlink;
  return status;
}

}  // namespace

tl::expected<FileStatus, int> status_of(const std::string& path) {
  struct stat raw {};
  if (::stat(path.c_str(), &raw) != 0) return tl::unexpected(errno);
  return from(raw);
}

tl::expected<FileStatus, int> status_of(int descriptor) {
  struct stat raw {};
  if (::fstat(descriptor, &raw) != 0) return tl::unexpected(errno);
  return from(raw);
}

}  // namespace charterd::collectors
