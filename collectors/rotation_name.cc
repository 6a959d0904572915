#include "collectors/rotation_name.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace charterd::collectors {
namespace {

constexpr std::string_view kSeparators = ".-_";

bool is_separator(char c) { return c == '~' || kSeparators.find(c) != std::string_view::npos; }

bool added_by_rotation(std::string_view part) {
  return part == "gz" || part == "zst" ||
         (!part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos);
}

// Dates first, for they rise; then numbers, which fall; then the log itself.
using Age = std::tuple<int, std::string_view, int>;

// Longer ones are dates, or seconds.
constexpr std::size_t kLongestNumber = 3;

Age age_of(std::string_view added) {
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (added.ends_with(packed)) added.remove_suffix(packed.size());
  }
  if (added.empty()) return {2, {}, 0};
  const std::string_view part = added.substr(1);
  int number = 0;
  const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
  const bool is_number = part.size() <= kLongestNumber && read.ptr == part.data() + part.size();
  return is_number ? Age{1, {}, -number} : Age{0, added, 0};
}

}  // namespace

std::string_view less_rotated(std::string_view name) {
  const std::size_t last = name.find_last_of(kSeparators);
  if (last == std::string_view::npos || last == 0) return name;
  return added_by_rotation(name.substr(last + 1)) ? name.substr(0, last) : name;
}

std::string_view unrotated(std::string_view name) {
  for (;;) {
    const std::string_view less = less_rotated(name);
    if (less.size() == name.size()) return name;
    name = less;
  }
}

bool written_before(std::string_view a, std::string_view b) {
  const std::string_view log_a = unrotated(a), log_b = unrotated(b);
  if (log_a != log_b) return log_a < log_b;
  const Age age_a = age_of(a.substr(log_a.size())), age_b = age_of(b.substr(log_b.size()));
  return std::tie(age_a, a) < std::tie(age_b, b);
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
