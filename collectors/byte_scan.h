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

}  // namespace charterd::collectors
