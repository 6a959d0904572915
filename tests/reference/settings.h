// How many random scenarios are tried, and which: the same for all comparisons.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace charterd::slow {

inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

/// CHARTERD_RANDOM_SEED, 1 unless it is set.
inline std::uint64_t first_seed() { return setting("CHARTERD_RANDOM_SEED", 1); }

/// CHARTERD_RANDOM_CASES: 10,000 unless it is set, a tenth of it under a sanitizer.
inline std::uint64_t how_many() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return setting("CHARTERD_RANDOM_CASES", 1'000);
#else
  return setting("CHARTERD_RANDOM_CASES", 10'000);
#endif
}

}  // namespace charterd::slow
