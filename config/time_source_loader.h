// Where the time of an event stands and how it is written: `time`.
#pragma once

#include <string>

#include "config/record_fields.h"
#include "config/settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// `what` names the mapping in messages. What it returns after errors is incomplete.
TimeSource load_time_source(const YamlNode& node, const std::string& what,
                            const RecordFields& known, Diagnostics& diagnostics);

}  // namespace charterd::config
