// A syslog message to the fields that somebody wants of it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/key_index.h"
#include "collectors/named_value.h"
#include "collectors/scratch.h"
#include "collectors/syslog_message.h"
#include "config/intake_fields.h"

namespace charterd::collectors {

/// One thread at a time.
class SyslogFields {
 public:
  /// `wanted` are names out of config::kSyslogFields, and `sd.ID.NAME`. `zone` is that of times
  /// without an offset.
  SyslogFields(const std::vector<std::string>& wanted, config::Zone zone);

  /// nullptr: no syslog message. Otherwise what it has of the wanted fields, valid until the next
  /// call and as long as `text`. Times are RFC 3339; one of RFC 3164 that does not exist (February
  /// 30) is given as it stands there, so that it is an unreadable time and not an absent one. Of a
  /// parameter that comes several times the first counts.
  const std::vector<NamedValue>* read(std::string_view text, Instant received);

 private:
  enum Field { timestamp, hostname, appname, procid, msgid, severity, facility, received, message };

  void add(Field field, std::string_view value);
  void add_parameters();
  std::string_view unescaped(std::string_view value);
  std::string_view time_of_message(Instant received);

  config::Zone zone_;
  std::array<bool, config::kSyslogFields.size()> wants_{};
  KeyIndex wanted_parameters_;
  SyslogMessage message_;
  std::vector<NamedValue> values_;
  Scratch scratch_;
  std::string name_;
};

}  // namespace charterd::collectors
