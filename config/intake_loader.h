// What a source of a kind that reads no files says of itself: `journald` and `syslog`.
#pragma once

#include <string>

#include "config/record_fields.h"
#include "config/settings.h"
#include "config/yaml_reader.h"

namespace charterd::config {

/// `source` names the source in messages: `source "shop"`. What is returned after errors, which are
/// in `diagnostics`, is incomplete.
JournaldOptions load_journald(const YamlNode& node, const std::string& source,
                              Diagnostics& diagnostics);
SyslogOptions load_syslog(const YamlNode& node, const std::string& source,
                          Diagnostics& diagnostics);

/// The time that such a source gives each record by itself.
TimeSource time_of_intake(Source::Kind kind, Place place);

/// The fields that its records can have. `of_message` are those that `format` finds in the message,
/// where they are known beforehand.
RecordFields fields_of_intake(Source::Kind kind, FormatKind format,
                              const std::optional<std::vector<std::string>>& of_message);

}  // namespace charterd::config
