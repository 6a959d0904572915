#include "config/hash.h"

#include <cstdint>

#include <fmt/format.h>

namespace charterd::config {

std::string hash_of(std::string_view bytes) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace charterd::config
