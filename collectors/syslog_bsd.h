// Syslog messages as RFC 3164 found them: parts that are usually there, in no strict form.
#pragma once

#include <string_view>

#include "collectors/syslog_message.h"

namespace charterd::collectors {

/// `text` is what follows `<PRI>`. Sets the times, host, tag and message of `result`; what is not
/// there stays absent, and everything is the message then.
void parse_bsd_syslog(std::string_view text, SyslogMessage& result);

}  // namespace charterd::collectors
