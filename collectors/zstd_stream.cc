// .zst files: one frame behind another.
#include <optional>

#include <fmt/format.h>
#include <zstd.h>

#include "collectors/byte_stream.h"

namespace charterd::collectors {
namespace {

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class ZstdStream : public ByteStream {
 public:
  explicit ZstdStream(int descriptor) : input_(descriptor), stream_(ZSTD_createDStream()) {
    if (!stream_) failure_ = "no memory to decompress it";
  }

  tl::expected<std::size_t, std::string> read(char* to, std::size_t size) override {
    for (;;) {
      if (failure_) return tl::unexpected(*failure_);
      if (!output_waits_) {
        auto more = input_.ensure();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return std::size_t{0};
      }
      if (const std::size_t got = decompress_some(to, size); got > 0) return got;
    }
  }

  std::uint64_t raw_offset() const override { return input_.read(); }
  bool incomplete() const override { return inside_; }

 private:
  std::size_t decompress_some(char* to, std::size_t size) {
    const std::string_view bytes = input_.unused();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer out{to, size, 0};
    const std::size_t result = ZSTD_decompressStream(stream_.get(), &out, &in);
    input_.use(in.pos);
    if (ZSTD_isError(result) != 0) {
      failure_ = fmt::format("broken zstd data near byte {}: {}", input_.position(),
                             ZSTD_getErrorName(result));
    }
    inside_ = result != 0;
    output_waits_ = !failure_ && result != 0 && out.pos == size;
    return out.pos;
  }

  RawInput input_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  bool inside_ = false;        // a frame has begun and not ended
  bool output_waits_ = false;  // the library holds more than there was room for
  std::optional<std::string> failure_;
};

}  // namespace

std::unique_ptr<ByteStream> open_zstd(int descriptor) {
  return std::make_unique<ZstdStream>(descriptor);
}

}  // namespace charterd::collectors
