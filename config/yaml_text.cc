#include "config/yaml_text.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace charterd::config {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The length of the UTF-8 character at the beginning of `text`; 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  // Longer forms than needed, surrogates, and beyond U+10FFFF.
  const std::uint32_t second = byte(1);
  if (first == 0xE0 && second < 0xA0) return 0;
  if (first == 0xED && second > 0x9F) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  return length;
}

bool is_forbidden(std::string_view text, std::size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (c == '\r') return i + 1 >= text.size() || text[i + 1] != '\n';
  return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F;
}

}  // namespace

YamlText::YamlText(std::string_view text) : text_(text) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts_.push_back(i + 1);
  }
}

std::optional<YamlText::Mistake> YamlText::find_bad_character() const {
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = character_length(text_.substr(i));
    if (length == 0) {
      return Mistake{i, "the file is not UTF-8 here", "save it with the encoding UTF-8"};
    }
    if (is_forbidden(text_, i)) {
      return Mistake{i,
                     fmt::format("a control character (U+{:04X}) cannot stand in YAML",
                                 static_cast<unsigned>(static_cast<unsigned char>(text_[i]))),
                     text_[i] == '\r' ? "end lines with a line feed"
                                      : "in double quotes it is written with a backslash"};
    }
    i += length;
  }
  return std::nullopt;
}

Place YamlText::place(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const int line = static_cast<int>(next - starts_.begin());
  if (last_place_.line != line || offset < last_offset_) {
    last_offset_ = *(next - 1);
    last_place_ = {line, 1};
  }
  for (; last_offset_ < offset; ++last_offset_) {
    if (!is_continuation(text_[last_offset_])) ++last_place_.column;
  }
  return last_place_;
}

std::string_view YamlText::word(std::size_t offset) const {
  if (offset >= text_.size()) return {};
  const std::size_t end = text_.find_first_of(" \t\r\n,{}[]", offset);
  return text_.substr(offset, std::min(end, text_.size()) - offset);
}

std::string_view YamlText::rest_of_line(std::size_t offset) const {
  if (offset >= text_.size()) return {};
  std::string_view rest = text_.substr(offset, text_.find('\n', offset) - offset);
  rest = rest.substr(0, rest.find(" #"));
  const std::size_t last = rest.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view() : rest.substr(0, last + 1);
}

std::size_t YamlText::line_start(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  return *(std::upper_bound(starts_.begin(), starts_.end(), offset) - 1);
}

std::optional<std::size_t> YamlText::closing_quote(std::size_t offset) const {
  const char quote = at(offset);
  for (std::size_t i = offset + 1; i < text_.size(); ++i) {
    if (quote == '"' && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote) {
      if (quote == '"' || at(i + 1) != quote) return i;
      ++i;
    }
  }
  return std::nullopt;
}

}  // namespace charterd::config
