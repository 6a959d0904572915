#include "config/named_groups.h"

#include <algorithm>
#include <cstddef>

namespace charterd::config {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The name of the group that opens here; empty when none does. `(?<=` and `(?<!` have no name.
std::string_view group_name(std::string_view text) {
  std::size_t begin = 0;
  if (text.substr(0, 4) == "(?P<") {
    begin = 4;
  } else if (text.substr(0, 3) == "(?<") {
    begin = 3;
  } else {
    return {};
  }
  std::size_t end = begin;
  while (end < text.size() && is_name_character(text[end])) ++end;
  if (end == text.size() || text[end] != '>') return {};
  return text.substr(begin, end - begin);
}

// The length of a `[...]` that begins here. A bracket right behind the first one, or behind `[^`,
// is one of the class.
std::size_t class_length(std::string_view text) {
  std::size_t end = text.substr(0, 2) == "[^" ? 2 : 1;
  if (end < text.size() && text[end] == ']') ++end;
  while (end < text.size() && text[end] != ']') end += text[end] == '\\' ? 2U : 1U;
  return std::min(end + 1, text.size());
}

}  // namespace

NamedGroups find_named_groups(std::string_view regex) {
  NamedGroups found;
  while (!regex.empty()) {
    std::size_t length = 1;
    if (regex.front() == '\\') {
      length = std::min<std::size_t>(2, regex.size());
    } else if (regex.front() == '[') {
      length = class_length(regex);
    } else if (const std::string_view name = group_name(regex); !name.empty()) {
      found.names.emplace_back(name);
      found.regex += "(?P<";
      regex.remove_prefix(static_cast<std::size_t>(name.data() - regex.data()));
      length = name.size();
    }
    found.regex += regex.substr(0, length);
    regex.remove_prefix(length);
  }
  return found;
}

}  // namespace charterd::config
