// How messages get to the service manager: the protocol of sd_notify(3), without its library.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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
  int sockets = 0;                                    ///< that listen already, from descriptor 3 on

  /// NOTIFY_SOCKET, WATCHDOG_USEC and LISTEN_FDS, where they are meant for this process.
  static ServiceEnvironment read();
};

/// The first descriptor that is handed over.
inline constexpr int kFirstSocket = 3;

}  // namespace charterd::daemon
