// The names that log rotation gives: x.log, x.log.1, x.log.2.gz, x-20261101.log.zst.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace charterd::collectors {

/// A file's name without what rotation adds to it.
struct RotationName {
  std::string base;         ///< "x.log" for all of the above
  std::size_t rotated = 0;  ///< how many parts were taken off: numbers, dates, .gz, .zst

  /// Of the last part of `path`.
  static RotationName of(std::string_view path);

  /// A name that rotation makes of the other one, or that has more behind it: x.log.old,
  /// x.log-20261101T0300. Files of equal rank (one for each day, or for each shop) are not made of
  /// each other.
  bool made_of(const RotationName& other) const;

  /// The other one's base stands in this one with something else before, behind or inside it:
  /// archive-x.log, x.20261101T0300.log.
  bool extends(const RotationName& other) const;

  friend bool operator==(const RotationName&, const RotationName&) = default;
};

/// The name before rotation last added to its end: x.log.2 for x.log.2.gz, x.log for that. The name
/// itself where nothing was added.
std::string_view less_rotated(std::string_view name);

/// The name, or path, before any rotation: x.log for x.log.2.gz.
std::string_view unrotated(std::string_view name);

/// Whether one of two files was written before the other, as far as their names tell: by their
/// paths, but the pieces of one log from the oldest, with the highest number or the earliest date,
/// to the log itself. A strict weak order.
bool written_before(std::string_view a, std::string_view b);

}  // namespace charterd::collectors
