#include "collectors/json_scanner.h"

#include <cstdint>
#include <cstring>

namespace charterd::collectors::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// From behind a backslash to behind the escape.
const char* skip_escape(const char* p) {
  switch (*p) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 1;
    case 'u':
      for (int i = 1; i <= 4; ++i) {
        if (hex_value(p[i]) < 0) return nullptr;  // stops at the line feed
      }
      return p + 5;
    default:
      return nullptr;
  }
}

const char* skip_digits(const char* p) { return is_digit(*p) ? find_not_digit(p) : nullptr; }

const char* skip_literal(const char* p, std::string_view literal) {
  return std::memcmp(p, literal.data(), literal.size()) == 0 ? p + literal.size() : nullptr;
}

const char* skip_array(const char* p, int depth) {
  p = skip_blanks(p + 1);
  if (*p == ']') return p + 1;
  for (;;) {
    p = skip_value(p, depth);
    if (p == nullptr) return nullptr;
    p = skip_blanks(p);
    if (*p == ']') return p + 1;
    if (*p != ',') return nullptr;
    p = skip_blanks(p + 1);
  }
}

const char* skip_object(const char* p, int depth) {
  p = skip_blanks(p + 1);
  if (*p == '}') return p + 1;
  for (;;) {
    if (*p != '"') return nullptr;
    p = skip_string(p + 1);
    if (p == nullptr) return nullptr;
    p = skip_blanks(p);
    if (*p != ':') return nullptr;
    p = skip_value(skip_blanks(p + 1), depth);
    if (p == nullptr) return nullptr;
    p = skip_blanks(p);
    if (*p == '}') return p + 1;
    if (*p != ',') return nullptr;
    p = skip_blanks(p + 1);
  }
}

bool is_hex(const char* p, const char* end) {
  if (end - p < 4) return false;
  for (int i = 0; i < 4; ++i) {
    if (hex_value(p[i]) < 0) return false;
  }
  return true;
}

std::uint32_t read_hex(const char* p) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value * 16 + static_cast<std::uint32_t>(hex_value(p[i]));
  return value;
}

// `p` is behind the `\u`; moves it behind the digits, and behind a second half that belongs to it.
std::uint32_t read_code_point(const char*& p, const char* end) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  const std::uint32_t first = read_hex(p);
  p += 4;
  if (first < 0xd800 || first > 0xdfff) return first;
  if (first > 0xdbff || end - p < 6 || p[0] != '\\' || p[1] != 'u' || !is_hex(p + 2, end)) {
    return kReplacement;
  }
  const std::uint32_t second = read_hex(p + 2);
  if (second < 0xdc00 || second > 0xdfff) return kReplacement;
  p += 6;
  return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

char* write_utf8(char* out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
  return out;
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

const char* skip_string(const char* p) {
  for (;;) {
    p = plain_part(p);
    if (*p == '"') return p + 1;
    if (*p != '\\') return nullptr;
    p = skip_escape(p + 1);
    if (p == nullptr) return nullptr;
  }
}

const char* skip_number(const char* p) {
  if (*p == '-') ++p;
  if (*p == '0') {
    ++p;
  } else {
    p = skip_digits(p);
    if (p == nullptr) return nullptr;
  }
  if (*p == '.') {
    p = skip_digits(p + 1);
    if (p == nullptr) return nullptr;
  }
  if (*p == 'e' || *p == 'E') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    p = skip_digits(p);
  }
  return p;
}

const char* skip_value(const char* p, int depth) {
  switch (*p) {
    case '"':
      return skip_string(p + 1);
    case '{':
      return depth > 0 ? skip_object(p, depth - 1) : nullptr;
    case '[':
      return depth > 0 ? skip_array(p, depth - 1) : nullptr;
    case 't':
      return skip_literal(p, "true");
    case 'f':
      return skip_literal(p, "false");
    case 'n':
      return skip_literal(p, "null");
    default:
      return skip_number(p);
  }
}

std::string_view unescape(std::string_view content, Scratch& scratch) {
  char* const begin = scratch.take(content.size());  // no escape is shorter than what it stands for
  char* out = begin;
  const char* p = content.data();
  const char* const end = p + content.size();
  while (p < end) {
    if (*p != '\\') {
      *out++ = *p++;
      continue;
    }
    ++p;
    if (*p == 'u' && is_hex(p + 1, end)) {
      ++p;
      out = write_utf8(out, read_code_point(p, end));
    } else {
      *out++ = simple_escape(*p++);
    }
  }
  const auto size = static_cast<std::size_t>(out - begin);
  scratch.give_back(content.size() - size);
  return {begin, size};
}

}  // namespace charterd::collectors::json
