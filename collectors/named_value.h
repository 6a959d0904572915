// A field as a source has it.
#pragma once

#include <string_view>

namespace charterd::collectors {

/// Any bytes; valid as long as what they were read from.
struct NamedValue {
  std::string_view name;
  std::string_view value;
};

}  // namespace charterd::collectors
