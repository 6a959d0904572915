// A program that sends to a syslog address.
#pragma once

#include <stdexcept>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "collectors/file_descriptor.h"

namespace charterd::collectors::testing {

class Peer {
 public:
  /// `udp://127.0.0.1:PORT`, `tcp://127.0.0.1:PORT`, `unix://PATH`
  explicit Peer(const std::string& address) {
    const bool tcp = address.rfind("tcp", 0) == 0;
    const bool unix_socket = address.rfind("unix", 0) == 0;
    socket_ = FileDescriptor(::socket(unix_socket ? AF_UNIX : AF_INET,
                                      (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
    int failed = 0;
    if (unix_socket) {
      sockaddr_un to{};
      to.sun_family = AF_UNIX;
      address.copy(to.sun_path, sizeof to.sun_path - 1, 7);
      failed = ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&to), sizeof to);
    } else {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      to.sin_port =
          htons(static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))));
      failed = ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    if (failed != 0) throw std::runtime_error("cannot connect to " + address);
  }

  /// What of it was taken.
  std::size_t send(const std::string& bytes, int flags = 0) {
    const ssize_t sent = ::send(socket_.number(), bytes.data(), bytes.size(), flags | MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  /// The other end has closed it.
  bool is_closed() {
    char byte = 0;
    const ssize_t got = ::recv(socket_.number(), &byte, 1, MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno == ECONNRESET);
  }

 private:
  FileDescriptor socket_;
};

}  // namespace charterd::collectors::testing
