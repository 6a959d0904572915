// Values packed into few bytes, and out again: the form in which state is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/instant.h"

namespace charterd::config {

/// 128 bits.
__extension__ using Wide = __int128;

/// Appends values to a text of bytes. The form is the same on every machine: whole numbers in
/// groups of seven bits, the lowest first, signed ones folded so that small ones stay short; texts
/// as their length and their bytes.
class Packer {
 public:
  Packer& number(std::uint64_t value);
  Packer& integer(std::int64_t value);
  Packer& wide(Wide value);
  Packer& instant(Instant value) { return integer(value.time_since_epoch().count()); }
  Packer& flag(bool value) { return number(value ? 1 : 0); }
  Packer& text(std::string_view value);

  const std::string& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }  ///< keeps the room

 private:
  std::string bytes_;
};

/// Takes values from the front, in the order in which they were packed. What is not there, or does
/// not fit its type, reads as 0 or "", and from then on good() is false.
class Unpacker {
 public:
  /// `bytes` outlives the object and the texts that it gives.
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number();
  std::int64_t integer();
  Wide wide();
  Instant instant() { return Instant{Duration{integer()}}; }
  bool flag() { return number() != 0; }
  std::string_view text();
  /// A number that must fit the type; a count of what follows is at most the bytes that are left.
  template <class T>
  T as() {
    const std::uint64_t value = number();
    const T result = static_cast<T>(value);
    if (static_cast<std::uint64_t>(result) != value) fail();
    return good_ ? result : T{};
  }
  std::size_t count();

  bool good() const { return good_; }
  /// Everything was there and nothing is left.
  bool ended() const { return good_ && rest_.empty(); }

 private:
  void fail();
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace charterd::config
