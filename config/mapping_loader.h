// How a source's records become events: one item of `events`.
#pragma once

#include <optional>
#include <string>

#include "config/record_fields.h"
#include "config/settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// `source` names the source in messages: `source "shop"`. `usual_time` says how the time is read
/// where the mapping does not; without it the mapping must. What is returned after errors, which
/// are in `diagnostics`, is incomplete.
EventMapping load_event_mapping(const YamlNode& node, const std::string& source,
                                const RecordFields& fields,
                                const std::optional<TimeSource>& usual_time,
                                Diagnostics& diagnostics);

}  // namespace charterd::config
