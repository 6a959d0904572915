#include "daemon/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "daemon/utf8.h"

namespace charterd::daemon {
namespace {

// Whole numbers up to this size are exact as doubles, and written with all their digits.
constexpr double kLargestExact = 9007199254740992.0;

void append_escaped(std::string& out, char character) {
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) {
      out += "\uFFFD";
    } else if (point.value < 0x20 || point.value == U'"' || point.value == U'\\') {
      append_escaped(out, text.front());
    } else {
      out += text.substr(0, point.size);
    }
    text.remove_prefix(point.size);
  }
  out += '"';
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return {};
  std::array<char, 32> buffer{};
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  const bool whole = value == std::trunc(value) && std::abs(value) < kLargestExact;
  const auto result = whole ? std::to_chars(begin, end, static_cast<std::int64_t>(value))
                            : std::to_chars(begin, end, value);
  return {begin, result.ptr};
}

void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  append_json_string(out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::uint64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  const std::string digits = number_text(value);
  if (digits.empty()) return null();
  separate();
  out_ += digits;
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::number_or_null(const std::optional<double>& value) {
  return value ? number(*value) : null();
}

JsonWriter& JsonWriter::integer_or_null(const std::optional<std::int64_t>& value) {
  return value ? integer(*value) : null();
}

}  // namespace charterd::daemon
