#include "daemon/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace charterd::daemon {
namespace {

struct Range {
  char32_t first, last;  // both belong to it
};

// Marks that take no column of their own, by block: those of scripts that names come in.
constexpr std::array<Range, 17> kZeroWidth = {{{0x0300, 0x036F},
                                               {0x0483, 0x0489},
                                               {0x0591, 0x05BD},
                                               {0x0610, 0x061A},
                                               {0x064B, 0x065F},
                                               {0x0900, 0x0902},
                                               {0x093C, 0x093C},
                                               {0x0941, 0x0948},
                                               {0x0E31, 0x0E31},
                                               {0x0E34, 0x0E3A},
                                               {0x0E47, 0x0E4E},
                                               {0x1AB0, 0x1AFF},
                                               {0x1DC0, 0x1DFF},
                                               {0x200B, 0x200F},
                                               {0x20D0, 0x20FF},
                                               {0xFE00, 0xFE0F},
                                               {0xFE20, 0xFE2F}}};

constexpr std::array<Range, 9> kDoubleWidth = {{{0x1100, 0x115F},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF},
                                                {0x20000, 0x3FFFD}}};

template <std::size_t size>
bool contains(const std::array<Range, size>& ranges, char32_t value) {
  const auto found = std::lower_bound(ranges.begin(), ranges.end(), value,
                                      [](Range range, char32_t v) { return range.last < v; });
  return found != ranges.end() && found->first <= value;
}

std::size_t width_of(char32_t value) {
  if (contains(kZeroWidth, value)) return 0;
  return contains(kDoubleWidth, value) ? 2 : 1;
}

// How many bytes a character has, by its first one; 0 when it cannot be a first one.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

// The limits of the second byte leave out surrogates, overlong forms and what is beyond U+10FFFF.
bool second_byte_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return second >= 0x80 && second <= 0xBF;
  }
}

bool is_blank(char32_t value) { return value == U' ' || (value >= U'\t' && value <= U'\r'); }

bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || (value >= 0x202A && value <= 0x202E) ||
         (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_of(byte(0));
  if (length == 0) return {};
  if (length == 1) return {byte(0), 1, true};
  auto value = static_cast<char32_t>(byte(0) & (0x7FU >> length));
  for (std::size_t i = 1; i < length; ++i) {
    const bool fits = i < text.size() &&
                      (i == 1 ? second_byte_fits(byte(0), byte(1)) : (byte(i) & 0xC0U) == 0x80U);
    if (!fits) return {kReplacement, i, false};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  return {value, length, true};
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).size);
  return count;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += width_of(point.value);
    text.remove_prefix(point.size);
  }
  return width;
}

std::string one_line(std::string_view text) {
  std::string out;
  bool blank = false;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_blank(point.value)) {
      blank = true;
    } else {
      if (blank && !out.empty()) out += ' ';
      blank = false;
      const bool shown = point.valid && !is_control(point.value);
      out += shown ? text.substr(0, point.size) : "\uFFFD";
    }
    text.remove_prefix(point.size);
  }
  return out;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t kept = 0;
  std::size_t used = 0;
  while (kept < text.size()) {
    const CodePoint point = first_code_point(text.substr(kept));
    used += width_of(point.value);
    if (used > width - 1) break;
    kept += point.size;
  }
  while (kept > 0 && text[kept - 1] == ' ') --kept;
  return std::string(text.substr(0, kept)) + "…";
}

}  // namespace charterd::daemon
