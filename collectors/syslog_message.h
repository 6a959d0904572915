// One syslog message as its parts: RFC 5424, and what RFC 3164 describes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/instant.h"
#include "config/zone.h"

namespace charterd::collectors {

/// Local time of which the year may be missing.
struct SyslogLocalTime {
  std::optional<int> year;
  unsigned month = 0;  ///< from 1
  unsigned day = 0;    ///< from 1
  Duration clock{};    ///< since midnight, below a day
};

/// Views into the message; an empty one is absent (the `-` of RFC 5424).
struct SyslogMessage {
  unsigned facility = 0;       ///< 0 to 23
  unsigned severity = 0;       ///< 0 to 7
  std::string_view timestamp;  ///< as it stands there; meant to be RFC 3339 where `local` is absent
  std::optional<SyslogLocalTime> local;  ///< of RFC 3164
  std::string_view hostname, appname, procid, msgid, message;

  struct Parameter {
    std::string_view id;  ///< of its element
    std::string_view name;
    std::string_view value;  ///< with its backslashes
  };
  std::vector<Parameter> parameters;  ///< of the structured data, in their order
};

/// False when `text` is no syslog message: no `<PRI>` from 0 to 191 in front, a version of RFC 5424
/// that is not 1, or a header that is not as it should be. Line feeds, carriage returns and NULs at
/// the end of the text, and a byte order mark before the message, are left out. Reuses the memory
/// of `result`.
///
/// Where no version follows, it is read as RFC 3164 describes it, which many write in their own
/// way: `Oct 11 22:14:15`, also with a year or a fraction, or a time as in RFC 3339; then a host,
/// unless what follows is a tag already (`name:`, `name[pid]:`); then the tag, where there is one.
/// What has no time has no host either.
bool parse_syslog(std::string_view text, SyslogMessage& result);

/// The instant of a local time. A missing year is the one that brings the time nearest to
/// `received`. nullopt for a day that does not exist, as February 30.
std::optional<Instant> instant_of(const SyslogLocalTime& time, Instant received,
                                  const config::Zone& zone);

/// Keywords as of syslog(3): `err`, `local0`.
std::string_view severity_name(unsigned severity);
std::string_view facility_name(unsigned facility);

}  // namespace charterd::collectors
