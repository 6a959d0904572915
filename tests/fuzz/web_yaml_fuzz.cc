// Any bytes at all as a web configuration: either a value or errors, whose words can be shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/web_settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = charterd::config::parse_web_settings(text, "web.yml");
  bool has_errors = false;
  for (const auto& diagnostic : loaded.diagnostics) {
    has_errors = has_errors || diagnostic.severity == charterd::config::Severity::error;
    if (charterd::config::render(diagnostic).empty()) std::abort();
  }
  if (loaded.value.has_value() == has_errors) std::abort();
  return 0;
}
