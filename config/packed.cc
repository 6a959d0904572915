#include "config/packed.h"

namespace charterd::config {

namespace {

constexpr std::uint64_t kLow = 0x7F;
constexpr std::uint64_t kMore = 0x80;
constexpr unsigned kGroup = 7;
constexpr unsigned kBits = 64;

}  // namespace

Packer& Packer::number(std::uint64_t value) {
  for (; value > kLow; value >>= kGroup) bytes_ += static_cast<char>((value & kLow) | kMore);
  bytes_ += static_cast<char>(value);
  return *this;
}

Packer& Packer::integer(std::int64_t value) {
  const std::uint64_t doubled = static_cast<std::uint64_t>(value) << 1U;
  return number(value < 0 ? ~doubled : doubled);
}

Packer& Packer::wide(Wide value) {
  integer(static_cast<std::int64_t>(value >> kBits));
  return number(static_cast<std::uint64_t>(value));
}

Packer& Packer::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
  return *this;
}

void Unpacker::fail() {
  good_ = false;
  rest_ = {};
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < kBits; shift += kGroup) {
    if (rest_.empty()) break;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    const std::uint64_t part = byte & kLow;
    if ((part << shift) >> shift != part) break;
    value |= part << shift;
    if ((byte & kMore) == 0) return value;
  }
  fail();
  return 0;
}

std::int64_t Unpacker::integer() {
  const std::uint64_t folded = number();
  const std::uint64_t half = folded >> 1U;
  return static_cast<std::int64_t>((folded & 1U) != 0 ? ~half : half);
}

Wide Unpacker::wide() {
  const Wide high = integer();
  return (high << kBits) | number();
}

std::string_view Unpacker::text() {
  const std::size_t size = count();
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(value.size());
  return value;
}

std::size_t Unpacker::count() {
  const std::uint64_t value = number();
  if (value > rest_.size()) fail();
  return good_ ? static_cast<std::size_t>(value) : 0;
}

}  // namespace charterd::config
