// Syslog messages over TCP.
#pragma once

#include "collectors/syslog_socket.h"

namespace charterd::collectors {

tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_tcp(
    const config::ListenAddress& address);

}  // namespace charterd::collectors
