// A fast hash of short texts, the same on every machine and in every version: kept state holds
// such hashes. Not for anything that is secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace charterd::collectors {

/// The bytes as a number, the first one lowest on every machine.
inline std::uint64_t load_64(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

inline std::uint64_t load_32(const char* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap32(word);
#endif
  return word;
}

/// Like load_64 of at most seven bytes, the missing ones 0.
inline std::uint64_t load_partial(const char* bytes, std::size_t size) {
  if (size >= 4) return load_32(bytes) | load_32(bytes + size - 4) << (8 * (size - 4));
  if (size == 0) return 0;
  const auto byte = [bytes](std::size_t at) {
    return std::uint64_t{static_cast<unsigned char>(bytes[at])} << (8 * at);
  };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

namespace internal {

inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace internal

/// Different seeds give independent hashes of the same text.
inline std::uint64_t hash_64(std::string_view text, std::uint64_t seed = 0) {
  constexpr std::uint64_t kA = 0xa0761d6478bd642fULL;
  constexpr std::uint64_t kB = 0xe7037ed1a0b428dbULL;
  std::uint64_t state = internal::fold(seed ^ kB, text.size() ^ kA);
  const char* p = text.data();
  std::size_t left = text.size();
  for (; left >= 8; left -= 8, p += 8) state = internal::fold(state ^ load_64(p), kA ^ seed);
  if (left > 0) state = internal::fold(state ^ load_partial(p, left), kB);
  return internal::fold(state ^ kA, kB);
}

struct Hash128 {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

/// Wide enough that different texts do not meet by chance.
inline Hash128 hash_128(std::string_view text) {
  return {hash_64(text, 0x2545f4914f6cdd1dULL), hash_64(text, 0x9e3779b97f4a7c15ULL)};
}

}  // namespace charterd::collectors
