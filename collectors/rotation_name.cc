#include "collectors/rotation_name.h"

#include <algorithm>

namespace charterd::collectors {
namespace {

constexpr std::string_view kSeparators = ".-_";

bool is_separator(char c) { return c == '~' || kSeparators.find(c) != std::string_view::npos; }

bool added_by_rotation(std::string_view part) {
  return part == "gz" || part == "zst" ||
         (!part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos);
}

}  // namespace

std::string_view less_rotated(std::string_view name) {
  const std::size_t last = name.find_last_of(kSeparators);
  if (last == std::string_view::npos || last == 0) return name;
  return added_by_rotation(name.substr(last + 1)) ? name.substr(0, last) : name;
}

RotationName RotationName::of(std::string_view path) {
  if (const auto slash = path.rfind('/'); slash != std::string_view::npos) {
    path.remove_prefix(slash + 1);
  }
  RotationName result;
  std::size_t begin = 0;
  while (begin < path.size()) {
    // Each part keeps the separator before it.
    const std::size_t end = std::min(path.find_first_of(kSeparators, begin + 1), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    const bool separated = kSeparators.find(part.front()) != std::string_view::npos;
    if (separated && added_by_rotation(part.substr(1))) {
      ++result.rotated;
    } else {
      result.base += part;
    }
    begin = end;
  }
  return result;
}

bool RotationName::made_of(const RotationName& other) const {
  if (base == other.base) return rotated > other.rotated;
  return !other.base.empty() && base.starts_with(other.base) &&
         is_separator(base[other.base.size()]);
}

bool RotationName::extends(const RotationName& other) const {
  if (other.base.empty() || base.size() <= other.base.size()) return false;
  const std::size_t more = base.size() - other.base.size();
  if (base.ends_with(other.base) && is_separator(base[more - 1])) return true;
  const std::size_t dot = other.base.rfind('.');
  return dot != std::string::npos && base.starts_with(other.base.substr(0, dot)) &&
         is_separator(base[dot]) && base.ends_with(other.base.substr(dot));
}

}  // namespace charterd::collectors
