// How messages get to the service manager: the protocol of sd_notify(3), without its library.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace charterd::daemon {

/// Any thread.
class NotifySocket {
 public:
  /// To a datagram socket: an absolute path, or a name in the abstract namespace as "@name".
  /// Goes nowhere when it is neither.
  explicit NotifySocket(std::string_view address);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  /// Sends one datagram of lines `KEY=value`. False when nobody took it within five seconds, or
  /// there is nobody.
  bool send(const std::string& message) const;

 private:
  std::string address_;
  int descriptor_ = -1;
};

/// What systemd tells the process about itself in its environment.
struct ServiceEnvironment {
  std::string notify_address;                         ///< "": nobody wants to hear
  std::optional<std::chrono::microseconds> watchdog;  ///< the longest silence allowed
  /// Descriptors of sockets that listen already: those whose unit calls them "public"
  /// (FileDescriptorName=), and all others.
  std::vector<int> public_sockets, sockets;

  /// NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS and LISTEN_FDNAMES, where they are meant for this
  /// process.
  static ServiceEnvironment read();
};

}  // namespace charterd::daemon
