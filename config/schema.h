// The two files as JSON Schemas (draft 7), made of the tables that the loaders read by: for
// editors.
#pragma once

#include <string>
#include <vector>

#include "config/yaml_form.h"

namespace charterd::config {

/// JSON with line ends, ending with one. Keys of later versions are left out: they are refused.
std::string charter_schema();
std::string settings_schema();

/// The keys, as paths such as `targets.*.window`, whose rows say no more than "a mapping" or "a
/// list" and that have no YamlInside: a schema can say nothing of them.
std::vector<std::string> keys_without_form(const YamlForm& form);

}  // namespace charterd::config
