// The bytes of one open file, decompressed where its name says that they are compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace charterd::collectors {

enum class Compression { none, gzip, zstd };

/// By the ending of the name: .gz, .zst, else none.
Compression compression_of(std::string_view path);

/// Whether the first bytes of a file are those of gzip (RFC 1952, 2.3) or Zstandard (RFC 8878,
/// 3.1.1).
bool begins_compressed(std::string_view bytes);

/// One thread at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// Reads up to `size` (at least 1) bytes to `to`. 0: nothing more is there now; another call
  /// looks again, as the file may grow. The error says what is wrong, without the path; what was
  /// read before it is good, and every further call gives an error again.
  virtual tl::expected<std::size_t, std::string> read(char* to, std::size_t size) = 0;

  /// How many bytes of the file itself were read, before decompression.
  virtual std::uint64_t raw_offset() const = 0;

  /// The bytes so far end inside a compressed member or frame: more must come.
  virtual bool incomplete() const { return false; }
};

/// `descriptor` stays the caller's and outlives the result. Plain files are read from `offset`;
/// compressed ones always from their beginning (`offset` must be 0).
std::unique_ptr<ByteStream> open_bytes(int descriptor, Compression compression,
                                       std::uint64_t offset);

/// pread that goes on after a signal. The error is the system's text.
tl::expected<std::size_t, std::string> read_at(int descriptor, char* to, std::size_t size,
                                               std::uint64_t offset);

/// The system's text for an errno value.
std::string system_message(int error);

/// The compressed bytes of a file, in pieces of one reused buffer.
class RawInput {
 public:
  explicit RawInput(int descriptor);
  ~RawInput();

  /// Refills when all was used. False: nothing more is there now.
  tl::expected<bool, std::string> ensure();
  std::string_view unused() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void use(std::size_t size) { begin_ += size; }
  /// Of the first unused byte in the file.
  std::uint64_t position() const { return read_ - (end_ - begin_); }
  std::uint64_t read() const { return read_; }

 private:
  int descriptor_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t read_ = 0;
};

std::unique_ptr<ByteStream> open_gzip(int descriptor);
std::unique_ptr<ByteStream> open_zstd(int descriptor);

}  // namespace charterd::collectors
