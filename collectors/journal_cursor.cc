#include "collectors/journal_cursor.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace charterd::collectors {
namespace {

// Of `s=...;i=...;b=...`, the text behind `key=`; "" when there is none.
std::string_view part_of(std::string_view cursor, char key) {
  while (!cursor.empty()) {
    const std::string_view part = cursor.substr(0, cursor.find(';'));
    if (part.size() > 2 && part[0] == key && part[1] == '=') return part.substr(2);
    cursor.remove_prefix(part.size() == cursor.size() ? part.size() : part.size() + 1);
  }
  return {};
}

std::optional<std::uint64_t> number_of(std::string_view cursor, char key) {
  const std::string_view text = part_of(cursor, key);
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return value;
}

bool share(std::string_view a, std::string_view b, char key) {
  return !part_of(a, key).empty() && part_of(a, key) == part_of(b, key);
}

}  // namespace

std::partial_ordering compare_cursors(std::string_view a, std::string_view b) {
  const char by = share(a, b, 's') ? 'i' : share(a, b, 'b') ? 'm' : 't';
  const auto x = number_of(a, by);
  const auto y = number_of(b, by);
  if (!x || !y) return std::partial_ordering::unordered;
  return *x <=> *y;
}

}  // namespace charterd::collectors
