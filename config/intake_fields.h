// The names of the fields that a source gives by itself, beside what is in its message.
#pragma once

#include <array>
#include <string_view>

#include "config/settings.h"

namespace charterd::config {

/// Those of every syslog message.
inline constexpr std::array<std::string_view, 9> kSyslogFields = {
    "timestamp", "hostname", "appname",  "procid",  "msgid",
    "severity",  "facility", "received", "message",
};

/// `sd.ID.NAME` is the parameter NAME of the structured data element ID.
inline constexpr std::string_view kStructuredData = "sd.";

/// `timestamp`, `hostname` and so on for syslog, everything in capitals for journald. Such a name
/// never means a field of the message.
bool is_intake_field(Source::Kind kind, std::string_view name);

/// Of `message.total` (journald: `MESSAGE.total`) `total`: a field of the message, also when the
/// source itself has one of that name. "" for any other name.
std::string_view field_of_message(Source::Kind kind, std::string_view name);

/// `message`, or `MESSAGE`.
std::string_view message_field(Source::Kind kind);

}  // namespace charterd::config
