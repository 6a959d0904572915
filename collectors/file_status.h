// What the file system says of a file.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include <tl/expected.hpp>

namespace charterd::collectors {

struct FileKey {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const FileKey&, const FileKey&) = default;
  friend bool operator<(const FileKey& a, const FileKey& b) {
    return std::tie(a.device, a.inode) < std::tie(b.device, b.inode);
  }
};

struct FileStatus {
  enum class Kind { regular, directory, other };
  FileKey key;
  Kind kind = Kind::regular;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::uint64_t links = 0;    ///< 0: no name leads to it any more

  bool same_content_as(const FileStatus& other) const {
    return size == other.size && modified == other.modified;
  }
};

/// Follows symbolic links. The error is an errno value.
tl::expected<FileStatus, int> status_of(const std::string& path);
tl::expected<FileStatus, int> status_of(int descriptor);

}  // namespace charterd::collectors
