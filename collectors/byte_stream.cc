#include "collectors/byte_stream.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace charterd::collectors {
namespace {

constexpr std::size_t kRawBufferSize = 65'536;

class PlainStream : public ByteStream {
 public:
  PlainStream(int descriptor, std::uint64_t offset) : descriptor_(descriptor), offset_(offset) {}

  tl::expected<std::size_t, std::string> read(char* to, std::size_t size) override {
    auto got = read_at(descriptor_, to, size, offset_);
    if (got) offset_ += *got;
    return got;
  }
  std::uint64_t raw_offset() const override { return offset_; }

 private:
  int descriptor_;
  std::uint64_t offset_;
};

}  // namespace

std::string system_message(int error) {
  return std::error_code(error, std::generic_category()).message();
}

tl::expected<std::size_t, std::string> read_at(int descriptor, char* to, std::size_t size,
                                               std::uint64_t offset) {
  for (;;) {
    const ssize_t got = ::pread(descriptor, to, size, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return tl::unexpected(system_message(errno));
  }
}

Compression compression_of(std::string_view path) {
  if (path.ends_with(".gz")) return Compression::gzip;
  if (path.ends_with(".zst")) return Compression::zstd;
  return Compression::none;
}

bool begins_compressed(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b\x08") || bytes.starts_with("\x28\xb5\x2f\xfd");
}

std::unique_ptr<ByteStream> open_bytes(int descriptor, Compression compression,
                                       std::uint64_t offset) {
  switch (compression) {
    case Compression::gzip:
      return open_gzip(descriptor);
    case Compression::zstd:
      return open_zstd(descriptor);
    case Compression::none:
      break;
  }
  return std::make_unique<PlainStream>(descriptor, offset);
}

// Not value-initialised: it is written before it is read.
RawInput::RawInput(int descriptor) : descriptor_(descriptor), buffer_(new char[kRawBufferSize]) {}

RawInput::~RawInput() = default;

tl::expected<bool, std::string> RawInput::ensure() {
  if (begin_ < end_) return true;
  auto got = read_at(descriptor_, buffer_.get(), kRawBufferSize, read_);
  if (!got) return tl::unexpected(got.error());
  begin_ = 0;
  end_ = *got;
  read_ += *got;
  return *got > 0;
}

}  // namespace charterd::collectors
