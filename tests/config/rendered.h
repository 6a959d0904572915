// All that a reading complains of, as the user sees it.
#pragma once

#include <string>
#include <vector>

#include "config/diagnostic.h"

namespace charterd::config {

inline std::string rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += render(diagnostic);
  return text;
}

}  // namespace charterd::config
