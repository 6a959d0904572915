#include "collectors/rotation_name.h"

#include <algorithm>

namespace charterd::collectors {
namespace {

constexpr std::string_view kSeparators = ".-_";

bool added_by_rotation(std::string_view part) {
  return part == "gz" || part == "zst" ||
         (!part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos);
}

}  // namespace

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

}  // namespace charterd::collectors
