// Syslog messages of which each is a datagram: UDP, and unix sockets.
#pragma once

#include "collectors/syslog_socket.h"

namespace charterd::collectors {

tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_udp(
    const config::ListenAddress& address);
/// The path is removed with the socket.
tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_unix_datagrams(
    const std::string& path);

}  // namespace charterd::collectors
