// Compressed texts for tests.
#pragma once

#include <stdexcept>
#include <string>

#include <zlib.h>
#include <zstd.h>

namespace charterd::collectors::testing {

/// One gzip member.
inline std::string gzip(const std::string& text) {
  z_stream deflater{};
  if (deflateInit2(&deflater, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string result(deflateBound(&deflater, text.size()), '\0');
  std::string input = text;
  deflater.next_in = reinterpret_cast<Bytef*>(input.data());
  deflater.avail_in = static_cast<uInt>(input.size());
  deflater.next_out = reinterpret_cast<Bytef*>(result.data());
  deflater.avail_out = static_cast<uInt>(result.size());
  deflate(&deflater, Z_FINISH);
  result.resize(deflater.total_out);
  deflateEnd(&deflater);
  return result;
}

/// One zstd frame, with a checksum.
inline std::string zstd(const std::string& text) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string result(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context, result.data(), result.size(), text.data(), text.size());
  ZSTD_freeCCtx(context);
  result.resize(size);
  return result;
}

}  // namespace charterd::collectors::testing
