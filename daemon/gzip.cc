#include "daemon/gzip.h"

#include <limits>

#include <zlib.h>

namespace charterd::daemon {

std::optional<std::string> gzip(std::string_view text) {
  constexpr int kGzipFormat = 15 + 16;  // the largest window, and gzip's header rather than zlib's
  constexpr int kMemoryLevel = 8;
  if (text.size() > std::numeric_limits<uInt>::max() / 2) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipFormat, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string result(deflateBound(&stream, text.size()), '\0');
  // zlib's interface is older than const; it does not write there.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int status = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) return std::nullopt;
  return result;
}

}  // namespace charterd::daemon
