// Finds bytes in short texts, sixteen at a time where the machine can.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace charterd::collectors {

/// The first byte at or after `p` that is `a`, `b` or not above `limit` (as unsigned).
/// There must be one; up to fifteen bytes behind it are read, and do not matter.
template <unsigned char kLimit>
inline const char* find_first(const char* p, char a, char b) {
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8(a);
  const __m128i second = _mm_set1_epi8(b);
  const __m128i limit = _mm_set1_epi8(static_cast<char>(kLimit));
  for (;; p += 16) {
    // A plain load that may be unaligned.
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, limit), bytes);
    const __m128i either =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
    const int found = _mm_movemask_epi8(_mm_or_si128(low, either));
    if (found != 0) return p + std::countr_zero(static_cast<unsigned>(found));
  }
#else
  while (*p != a && *p != b && static_cast<unsigned char>(*p) > kLimit) ++p;
  return p;
#endif
}

/// The first byte at or after `p` that is no decimal digit; read as above.
inline const char* find_not_digit(const char* p) {
#if defined(__SSE2__)
  const __m128i zero = _mm_set1_epi8('0');
  const __m128i nine = _mm_set1_epi8(9);
  for (;; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i above = _mm_sub_epi8(bytes, zero);
    const int digits = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(above, nine), above));
    if (digits != 0xffff) return p + std::countr_one(static_cast<unsigned>(digits));
  }
#else
  while (*p >= '0' && *p <= '9') ++p;
  return p;
#endif
}

}  // namespace charterd::collectors
