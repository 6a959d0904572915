#include "config/text_file.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "config/loader.h"

namespace charterd::config {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

tl::expected<std::string, std::string> read_text_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    return tl::unexpected<std::string>("is a folder");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return tl::unexpected(reason(errno));
  // One byte more than is allowed: the size that the system tells may be wrong (/dev/stdin, /proc).
  std::string bytes(kMaximumFileSize + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) return tl::unexpected(reason(errno));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() > kMaximumFileSize) {
    return tl::unexpected(fmt::format("is larger than {} MiB", kMaximumFileSize >> 20));
  }
  return bytes;
}

}  // namespace charterd::config
