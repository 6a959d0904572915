#include "config/record_fields.h"

#include <algorithm>

#include <fmt/format.h>

namespace charterd::config {

void RecordFields::check(const std::string& field, Place place, Diagnostics& diagnostics) const {
  if (!names || field.empty()) return;
  if (std::find(names->begin(), names->end(), field) != names->end()) return;
  if (others != nullptr && others(field)) return;
  const std::string near = nearest(field, *names);
  diagnostics.error(
      place,
      fmt::format("the records have no field \"{}\"; they have {}", field, fmt::join(*names, ", ")),
      near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace charterd::config
