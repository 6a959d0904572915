// A hash that may be stored.
#pragma once

#include <string>
#include <string_view>

namespace charterd::config {

/// 64-bit FNV-1a of the bytes, as 16 hexadecimal digits. Not against those who mean harm.
std::string hash_of(std::string_view bytes);

}  // namespace charterd::config
