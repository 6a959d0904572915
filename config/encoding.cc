#include "config/encoding.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <iconv.h>

#include "config/diagnostic.h"

namespace charterd::config {
namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kAsciiCharacters = 128;

class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (known()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool known() const { return handle_ != none(); }

  bool keeps(std::string text) {
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);  // back to the initial shift state
    std::string converted(4 * text.size(), '\0');
    char* in = text.data();
    std::size_t in_left = text.size();
    char* out = converted.data();
    std::size_t out_left = converted.size();
    if (iconv(handle_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
      return false;
    }
    converted.resize(converted.size() - out_left);
    return converted == text;
  }

 private:
  // iconv's own way to say that there is none.
  static iconv_t none() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT

  iconv_t handle_;
};

std::string in_capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// Lines, delimiters and quotes are looked for in the bytes, so ASCII must be itself: every
// character of it, and what encodings that shift between alphabets take for such a shift.
bool keeps_ascii(Converter& converter) {
  std::string ascii;
  for (std::size_t i = 0; i < kAsciiCharacters; ++i) ascii += static_cast<char>(i);
  const auto kept = [&](const std::string& text) { return converter.keeps(text); };
  return kept(ascii) && kept("\x1B$B0!\x1B(B") &&
         kept(
             "\x1B$)C\x0E"
             "0!\x0F") &&
         kept("~{0!~}");
}

// A name only: iconv would take what follows a slash as an option.
bool looks_like_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:"
             ".()+") == std::string_view::npos;
}

std::string unknown(const std::string& name) {
  static const std::vector<std::string> kUsual = {
      "utf-8",        "windows-1250", "windows-1251", "windows-1252", "windows-1253",
      "windows-1254", "windows-1257", "iso-8859-1",   "iso-8859-2",   "iso-8859-15",
      "koi8-r",       "shift_jis",    "euc-jp",       "gb18030",      "big5"};
  const std::string near = nearest(name, kUsual);
  return fmt::format("the encoding \"{}\" is not known{}", name,
                     near.empty() ? "; expected one such as windows-1250 or iso-8859-2"
                                  : fmt::format("; did you mean \"{}\"?", near));
}

}  // namespace

tl::expected<std::string, std::string> checked_encoding(const std::string& name) {
  const std::string capitals = in_capitals(name);
  for (const char* plain : {"UTF-8", "UTF8", "ASCII", "US-ASCII"}) {
    if (capitals == plain) return std::string();
  }
  if (!looks_like_name(name)) return tl::make_unexpected(unknown(name));
  Converter converter(name);
  if (!converter.known()) return tl::make_unexpected(unknown(name));
  if (!keeps_ascii(converter)) {
    return tl::make_unexpected(
        fmt::format("the encoding \"{}\" is not read: its ASCII characters are not single bytes of "
                    "ASCII, as in "
                    "UTF-16; expected UTF-8 or one such as windows-1250",
                    name));
  }
  return name;
}

}  // namespace charterd::config
