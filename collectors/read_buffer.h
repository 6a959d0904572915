// One buffer for all files of a source: what was read and not yet taken as records.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace charterd::collectors {

/// Begins small and grows only as far as one record may need. kReadPadding bytes behind pending()
/// are always readable.
class ReadBuffer {
 public:
  static constexpr std::size_t kChunkSize = 262'144;

  ReadBuffer();

  struct Room {
    char* begin;
    std::size_t size;  ///< at least 1
  };
  /// Where to read to. Moves what is pending: views into it end here.
  Room room();
  /// So many bytes were written to the room.
  void added(std::size_t size) { end_ += size; }

  std::string_view pending() const { return {bytes_.get() + begin_, end_ - begin_}; }
  void take(std::size_t size) { begin_ += size; }
  void clear() { begin_ = end_ = 0; }

  /// Puts bytes into an empty buffer.
  void restore(std::string_view bytes);

 private:
  void reserve(std::size_t capacity);

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;  // without the padding
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace charterd::collectors
