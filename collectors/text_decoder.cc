#include "collectors/text_decoder.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <stdexcept>

#include <iconv.h>
#include <simdjson.h>

#include "collectors/hash.h"
#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

bool names_utf8(std::string encoding) {
  std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return encoding.empty() || encoding == "utf-8" || encoding == "utf8" || encoding == "ascii" ||
         encoding == "us-ascii";
}

bool is_ascii(std::string_view text) {
  std::uint64_t seen = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) seen |= load_64(text.data() + at);
  seen |= load_partial(text.data() + at, text.size() - at);
  return (seen & 0x8080808080808080ULL) == 0;
}

// iconv's own way to say that there is none.
iconv_t no_converter() {
  return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace

TextDecoder::TextDecoder(const std::string& encoding) {
  if (names_utf8(encoding)) return;
  converter_ = iconv_open("UTF-8", encoding.c_str());
  if (converter_ == no_converter()) {
    throw std::invalid_argument("unknown encoding \"" + encoding + "\"");
  }
}

TextDecoder::~TextDecoder() {
  if (converter_ != nullptr) iconv_close(converter_);
}

void TextDecoder::begin(std::string_view bytes) {
  window_ = window_end_ = bytes.data();
  end_ = bytes.data() + bytes.size();
  window_valid_ = false;
}

std::optional<std::string_view> TextDecoder::decode(std::string_view record) {
  if (converter_ == nullptr) {
    if (!valid_utf8(record)) return std::nullopt;
    return record;
  }
  if (is_ascii(record)) return record;
  return convert(record);
}

// Checks a window of many whole lines at once; if anything in it is wrong, each record by itself.
bool TextDecoder::valid_utf8(std::string_view record) {
  constexpr std::ptrdiff_t kWindow =
      std::ptrdiff_t{32} * 1024;  // small enough to stay in the nearest cache
  const char* const record_end = record.data() + record.size();
  const bool inside =
      !std::less<>{}(record.data(), window_) && !std::less<>{}(window_end_, record_end);
  if (inside && window_valid_) return true;
  if (!inside && !std::less<>{}(record.data(), window_end_) && !std::less<>{}(end_, record_end)) {
    window_ = record.data();
    window_end_ = record_end;
    const std::ptrdiff_t ahead = std::min(kWindow, end_ - window_);
    if (ahead > window_end_ - window_) {
      const void* last =
          memrchr(record_end, '\n', static_cast<std::size_t>(window_ + ahead - record_end));
      if (last != nullptr) window_end_ = static_cast<const char*>(last);
    }
    window_valid_ =
        simdjson::validate_utf8(window_, static_cast<std::size_t>(window_end_ - window_));
    if (window_valid_) return true;
  }
  return simdjson::validate_utf8(record.data(), record.size());
}

std::optional<std::string_view> TextDecoder::convert(std::string_view record) {
  // No encoding that iconv knows needs more than four bytes of UTF-8 for one of its own.
  converted_.resize(4 * record.size() + 1 + kReadPadding + 1);
  iconv(converter_, nullptr, nullptr, nullptr, nullptr);
  // iconv's interface is older than const.
  char* in = const_cast<char*>(record.data());
  std::size_t in_left = record.size();
  char* out = converted_.data();
  std::size_t out_left = 4 * record.size();
  if (iconv(converter_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
    return std::nullopt;
  }
  if (iconv(converter_, nullptr, nullptr, &out, &out_left) == static_cast<std::size_t>(-1)) {
    return std::nullopt;
  }
  const auto size = static_cast<std::size_t>(out - converted_.data());
  converted_[size] = '\n';
  return std::string_view(converted_.data(), size);
}

}  // namespace charterd::collectors
