// The text of a YAML file by offsets: its places, and what must not stand in it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace charterd::config {

/// Borrows the text, which has no byte order mark. Offsets count bytes from 0.
class YamlText {
 public:
  explicit YamlText(std::string_view text);

  struct Mistake {
    std::size_t offset = 0;
    std::string message;
    std::string hint;
  };
  /// The first byte that is not UTF-8, or a character that YAML does not have (NUL, other
  /// controls, a carriage return without a line feed).
  std::optional<Mistake> find_bad_character() const;

  /// Offsets beyond the text mean its end. Fast for offsets that rise from call to call.
  Place place(std::size_t offset);

  /// '\0' beyond the text.
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  /// From `offset` to the next blank, comma, bracket or line end.
  std::string_view word(std::size_t offset) const;
  /// From `offset` to the end of the line, blanks at its end and a comment cut off.
  std::string_view rest_of_line(std::size_t offset) const;
  /// The offset of the first byte of the line that holds `offset`.
  std::size_t line_start(std::size_t offset) const;
  /// The offset of the closing quote of the text whose opening quote is at `offset`.
  std::optional<std::size_t> closing_quote(std::size_t offset) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;  // of the lines
  // The last answer of place(), from which the next one counts on.
  std::size_t last_offset_ = 0;
  Place last_place_{1, 1};
};

}  // namespace charterd::config
