// .gz files: one member behind another, as `cat a.gz b.gz` and log rotation make them.
#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <zlib.h>

#include "collectors/byte_stream.h"

namespace charterd::collectors {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr char kMagic = '\x1f';

class GzipStream : public ByteStream {
 public:
  explicit GzipStream(int descriptor) : input_(descriptor) {
    if (inflateInit2(&inflater_, kGzipOnly) != Z_OK) failure_ = "no memory to decompress it";
  }
  ~GzipStream() override { inflateEnd(&inflater_); }
  // zlib keeps a pointer to its z_stream.
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  tl::expected<std::size_t, std::string> read(char* to, std::size_t size) override {
    size = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    for (;;) {
      if (failure_) return tl::unexpected(*failure_);
      if (!output_waits_) {
        auto more = input_.ensure();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return std::size_t{0};
        if (!inside_ && !begin_member()) continue;
      }
      if (const std::size_t got = inflate_some(to, size); got > 0) return got;
    }
  }

  std::uint64_t raw_offset() const override { return input_.read(); }
  bool incomplete() const override { return inside_; }

 private:
  // At the first byte of a member, or of the zeros with which some tools fill the last block.
  // False: the bytes in hand hold no member.
  bool begin_member() {
    const std::string_view bytes = input_.unused();
    const std::size_t zeros = any_ ? std::min(bytes.find_first_not_of('\0'), bytes.size()) : 0;
    input_.use(zeros);
    if (zeros == bytes.size()) return false;
    if (bytes[zeros] != kMagic) {
      fail(any_ ? "what follows the compressed data is not gzip" : "it is not in gzip format");
      return false;
    }
    inflateReset(&inflater_);
    any_ = inside_ = true;
    return true;
  }

  // A failure is kept for the next call when some bytes were still good.
  std::size_t inflate_some(char* to, std::size_t size) {
    const std::string_view bytes = input_.unused();
    // zlib's interface is not const-correct; it does not write to its input.
    inflater_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    inflater_.avail_in = static_cast<uInt>(bytes.size());
    inflater_.next_out = reinterpret_cast<Bytef*>(to);
    inflater_.avail_out = static_cast<uInt>(size);
    const int result = inflate(&inflater_, Z_NO_FLUSH);
    input_.use(bytes.size() - inflater_.avail_in);
    output_waits_ = result == Z_OK && inflater_.avail_out == 0;
    if (result == Z_STREAM_END) {
      inside_ = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(inflater_.msg != nullptr ? inflater_.msg : "it cannot be decompressed");
    }
    return size - inflater_.avail_out;
  }

  void fail(std::string_view what) {
    failure_ = fmt::format("broken gzip data near byte {}: {}", input_.position(), what);
    output_waits_ = false;
  }

  RawInput input_;
  z_stream inflater_{};
  bool any_ = false;           // a member has begun
  bool inside_ = false;        // a member has begun and not ended
  bool output_waits_ = false;  // zlib holds more than there was room for
  std::optional<std::string> failure_;
};

}  // namespace

std::unique_ptr<ByteStream> open_gzip(int descriptor) {
  return std::make_unique<GzipStream>(descriptor);
}

}  // namespace charterd::collectors
