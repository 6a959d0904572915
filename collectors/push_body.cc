#include "collectors/push_body.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <zlib.h>

namespace charterd::collectors {
namespace {

constexpr int kGzipOnly = 15 + 16;  // windowBits of inflateInit2

class Inflater {
 public:
  Inflater() : good_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {}
  ~Inflater() {
    if (good_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool good() const { return good_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool good_;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Walks over JSON text value by value, without looking into them: only where they end.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool ended() const { return at_ == text_.size(); }
  /// '\0' at the end.
  char next() const { return ended() ? '\0' : text_[at_]; }
  void step() { ++at_; }

  /// The value that begins here, up to and without what ends it: `,`, `]` or the end in an array;
  /// of an object or array its own bracket. nullopt when it does not end, or brackets cross.
  std::optional<std::string_view> value() {
    const std::size_t begin = at_;
    std::string open;  // the brackets to come
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        if (!pass_string()) return std::nullopt;
      } else if (c == '{' || c == '[') {
        open += c == '{' ? '}' : ']';
      } else if (open.empty() && (c == ',' || c == ']' || c == '}')) {
        break;
      } else if (c == '}' || c == ']') {
        if (open.back() != c) return std::nullopt;
        open.pop_back();
        if (open.empty()) return text_.substr(begin, ++at_ - begin);
      }
    }
    if (!open.empty()) return std::nullopt;
    return text_.substr(begin, at_ - begin);
  }

 private:
  // To the closing quote. A line feed inside is no JSON.
  bool pass_string() {
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') return true;
      if (c == '\\') ++at_;
      if (c == '\n') return false;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Outside of strings a line feed is a blank like any other.
void append_line(std::string_view value, std::string& lines) {
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  const std::size_t begin = lines.size();
  lines += value;
  std::replace(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end(), '\n', ' ');
  lines += '\n';
}

std::optional<std::string> lines_of_list(Walker walker) {
  std::string lines;
  walker.step();
  walker.skip_blanks();
  bool first = true;
  while (walker.next() != ']' || !first) {
    const auto value = walker.value();
    if (!value || value->find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return std::nullopt;
    }
    append_line(*value, lines);
    first = false;
    walker.skip_blanks();
    if (walker.next() == ']') break;
    if (walker.next() != ',') return std::nullopt;
    walker.step();
    walker.skip_blanks();
  }
  walker.step();
  walker.skip_blanks();
  if (!walker.ended()) return std::nullopt;
  return lines;
}

std::optional<std::string> lines_of_objects(Walker walker) {
  std::string lines;
  for (walker.skip_blanks(); !walker.ended(); walker.skip_blanks()) {
    if (walker.next() != '{') return std::nullopt;
    const auto value = walker.value();
    if (!value) return std::nullopt;
    append_line(*value, lines);
  }
  return lines;
}

}  // namespace

tl::expected<std::string, BodyFault> unpack_gzip(std::string_view body, std::size_t most) {
  Inflater inflater;
  if (!inflater.good() || body.size() > std::numeric_limits<uInt>::max()) {
    return tl::unexpected(BodyFault::too_large);
  }
  z_stream& stream = inflater.stream();
  // zlib does not write to what it reads.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::string text;
  // Apart from the text, so that a member costs what it holds, however many there are.
  std::array<char, 1 << 14> piece;
  int status = Z_OK;
  while (status != Z_STREAM_END || stream.avail_in > 0) {
    if (status == Z_STREAM_END) inflateReset(&stream);  // another member follows
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = piece.size() - stream.avail_out;
    if (text.size() + got > most) return tl::unexpected(BodyFault::too_large);
    text.append(piece.data(), got);
    const bool goes_on = status == Z_STREAM_END || status == Z_OK;
    if (!goes_on) return tl::unexpected(BodyFault::bad_gzip);
  }
  return text;
}

tl::expected<std::string, BodyFault> json_lines(std::string body) {
  Walker walker(body);
  walker.skip_blanks();
  if (walker.next() == '[') {
    auto lines = lines_of_list(walker);
    if (!lines) return tl::unexpected(BodyFault::bad_list);
    return *std::move(lines);
  }
  auto lines = lines_of_objects(walker);
  return lines ? *std::move(lines) : std::move(body);
}

}  // namespace charterd::collectors
