#include "collectors/logfmt_format.h"

#include "collectors/byte_scan.h"
#include "collectors/json_scanner.h"

namespace charterd::collectors {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// Blanks and control characters end keys and values; so does the line's end behind the text.
bool is_separator(char c) { return static_cast<unsigned char>(c) <= ' '; }

// From behind the opening quote to the closing one; nullptr when there is none.
const char* closing_quote(const char* p, const char* end) {
  for (;;) {
    p = find_first<'\n'>(p, '"', '\\');
    if (p >= end) return nullptr;
    if (*p == '"') return p;
    p += *p == '\\' ? 2 : 1;
    if (p >= end) return nullptr;
  }
}

}  // namespace

bool LogfmtFormat::read(std::string_view text, SlotValues& slots) {
  const char* p = text.data();
  const char* const end = p + text.size();
  KeyMemory::Entry* entry = memory_.start();
  bool any = false;
  for (;;) {
    while (p < end && is_separator(*p)) ++p;
    if (p >= end) return any;
    std::uint16_t slot = KeyIndex::kNone;
    if (auto* const guess = KeyMemory::guess(entry, p)) {
      entry = guess;
      slot = guess->value;
      p += guess->size;
    } else {
      const char* const begin = p;
      p = find_first<' '>(p, '=', '"');
      slot = index_.find_padded(between(begin, p));
      if (p >= end || *p != '=') {
        if (p < end && *p == '"') ++p;  // a stray one
        if (slot != KeyIndex::kNone) slots.values[slot] = "true";
        continue;
      }
      ++p;
      if (auto* const known = memory_.learn(entry, between(begin, p), slot)) entry = known;
    }
    any = true;
    p = read_value(p, end, slot, slots);
    if (p == nullptr) return false;
  }
}

// From behind the `=` to behind the value.
const char* LogfmtFormat::read_value(const char* p, const char* end, std::uint16_t slot,
                                     SlotValues& slots) {
  const char* const begin = p;
  if (*p != '"' || p >= end) {
    p = find_first<' '>(p, ' ', ' ');
    if (slot != KeyIndex::kNone) slots.values[slot] = between(begin, p);
    return p;
  }
  p = closing_quote(begin + 1, end);
  if (p == nullptr || (p + 1 < end && !is_separator(p[1]))) return nullptr;
  if (slot != KeyIndex::kNone) {
    const std::string_view content = between(begin + 1, p);
    const bool escaped = content.find('\\') != std::string_view::npos;
    slots.values[slot] = escaped ? json::unescape(content, slots.scratch) : content;
  }
  return p + 1;
}

}  // namespace charterd::collectors
