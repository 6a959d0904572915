// The named groups of a regular expression, without compiling it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace charterd::config {

struct NamedGroups {
  std::string regex;  ///< with every `(?<name>` written `(?P<name>`, which all libraries read
  std::vector<std::string> names;  ///< in their order
};

NamedGroups find_named_groups(std::string_view regex);

}  // namespace charterd::config
