// Bytes in the source's encoding to UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace charterd::collectors {

/// One thread at a time.
class TextDecoder {
 public:
  /// `encoding` is "" (UTF-8) or a name that iconv knows, of a superset of ASCII. Throws
  /// std::invalid_argument for any other.
  explicit TextDecoder(const std::string& encoding);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;

  bool is_utf8() const { return converter_ == nullptr; }

  /// Says which bytes will be decoded next, piece by piece: whole lines. UTF-8 is then checked in
  /// large pieces, which is several times faster.
  void begin(std::string_view bytes);

  /// `record` is one or more whole lines without the last line feed, which must be readable behind
  /// it with kReadPadding bytes more. So it is behind the result, which is `record` itself or valid
  /// until the next call. nullopt when it is not text in the encoding.
  std::optional<std::string_view> decode(std::string_view record);

 private:
  bool valid_utf8(std::string_view record);
  std::optional<std::string_view> convert(std::string_view record);

  void* converter_ = nullptr;  // iconv_t; nullptr for UTF-8
  std::string converted_;
  // Bytes not checked yet, and up to where they are known to be valid.
  const char* window_ = nullptr;
  const char* window_end_ = nullptr;
  const char* end_ = nullptr;
  bool window_valid_ = false;
};

}  // namespace charterd::collectors
