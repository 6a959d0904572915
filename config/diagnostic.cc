#include "config/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace charterd::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kIndent = "  ";
constexpr std::string_view kCut = "...";
constexpr std::size_t kWidest = 160;          // characters shown of a source line
constexpr std::size_t kLongestKept = 10'000;  // bytes; nobody reads a longer source line
constexpr std::size_t kMostKept = 1'000;      // mistakes of one file
constexpr std::size_t kBeforeCaret = 80;  // of them in front of the column, where it must be cut

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// A control character, or bytes that are no character of UTF-8.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7F) return true;
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (character.size() != length || (first >= 0x80 && first < 0xC2) || first > 0xF4) return true;
  // U+0080 to U+009F.
  return first == 0xC2 && character.size() == 2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

// The text's characters, one element each, what a terminal might obey replaced by '?'.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && is_continuation(text[end])) ++end;
    const std::string_view character = text.substr(begin, end - begin);
    found.push_back(is_control(character) ? std::string_view("?") : character);
    begin = end;
  }
  return found;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const std::string_view character : characters(text)) out += character;
  return out;
}

// The source line, cut around the column where it is long, and the caret below it.
std::string excerpt(const std::string& line, int column) {
  const std::vector<std::string_view> all = characters(line);
  const std::size_t caret = column > 0 ? static_cast<std::size_t>(column) - 1 : 0;
  std::size_t begin = 0;
  std::string shown(kIndent);
  std::string below(kIndent);
  if (all.size() > kWidest && caret > kBeforeCaret) {
    begin = std::min(caret, all.size()) - kBeforeCaret;
    shown += kCut;
    below.append(kCut.size(), ' ');
  }
  const std::size_t end = std::min(all.size(), begin + kWidest);
  for (std::size_t i = begin; i < end; ++i) shown += all[i];
  if (end < all.size()) shown += kCut;
  shown += '\n';
  if (column > 0) {
    below.append(std::min(caret, all.size()) - begin, ' ');
    shown += below + "^\n";
  }
  return shown;
}

std::vector<std::string> split_lines(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string place_and_message(const Diagnostic& diagnostic) {
  std::string out = diagnostic.file + ":";
  if (diagnostic.place.line > 0) {
    out += std::to_string(diagnostic.place.line) + ":";
    if (diagnostic.place.column > 0) out += std::to_string(diagnostic.place.column) + ":";
  }
  out += diagnostic.severity == Severity::warning ? " warning: " : " ";
  return out + printable(diagnostic.message);
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  std::string out = place_and_message(diagnostic) + "\n";
  if (!diagnostic.source_line.empty()) {
    out += excerpt(diagnostic.source_line, diagnostic.place.column);
  }
  if (!diagnostic.hint.empty()) out.append(kIndent) += printable(diagnostic.hint) + "\n";
  return out;
}

std::string render_line(const Diagnostic& diagnostic) {
  const std::string line = place_and_message(diagnostic);
  return diagnostic.hint.empty() ? line : line + "; " + printable(diagnostic.hint);
}

Diagnostics::Diagnostics(std::string file, std::string_view text)
    : file_(std::move(file)), lines_(split_lines(text)) {}

void Diagnostics::error(Place place, std::string message, std::string hint) {
  ++errors_;
  add(Severity::error, place, std::move(message), std::move(hint));
}

void Diagnostics::warning(Place place, std::string message, std::string hint) {
  add(Severity::warning, place, std::move(message), std::move(hint));
}

std::vector<Diagnostic> Diagnostics::take() {
  std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  return std::exchange(found_, {});
}

void Diagnostics::add(Severity severity, Place place, std::string message, std::string hint) {
  if (found_.size() == kMostKept) return;
  std::string line;
  if (place.line > 0 && static_cast<std::size_t>(place.line) <= lines_.size()) {
    const std::string& whole = lines_[static_cast<std::size_t>(place.line) - 1];
    if (whole.size() <= kLongestKept) line = whole;
  }
  found_.push_back({severity, file_, place, std::move(message), std::move(hint), std::move(line)});
}

}  // namespace charterd::config
