// Text as UTF-8: what is not valid becomes U+FFFD, and how wide it is on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace charterd::daemon {

inline constexpr char32_t kReplacement = U'\uFFFD';

struct CodePoint {
  char32_t value = kReplacement;
  std::size_t size = 1;  ///< bytes taken
  bool valid = false;
};

/// The first character of `text`, which is not empty. An invalid sequence takes as many bytes as
/// could have begun a character, at least one.
CodePoint first_code_point(std::string_view text);

/// How many characters; each invalid sequence counts as one.
std::size_t code_points(std::string_view text);

/// Columns of a terminal: 0 for combining marks, 2 for wide East Asian characters and emoji.
std::size_t display_width(std::string_view text);

/// One line that a terminal or a table can hold: runs of white space become one blank, other
/// control characters U+FFFD, and so does what is not UTF-8.
std::string one_line(std::string_view text);

/// `text` if it is at most `width` columns wide, else as much of it as leaves room for an
/// ellipsis. `width` is at least 1.
std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace charterd::daemon
