#include "daemon/notify_socket.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

constexpr timeval kPatience{.tv_sec = 5, .tv_usec = 0};

constexpr int kFirstSocket = 3;  // SD_LISTEN_FDS_START
constexpr std::int64_t kMostSockets = 1024;
constexpr std::string_view kPublicSocket = "public";

std::optional<std::int64_t> number_in(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, number);
  if (error != std::errc{} || stop != end || number <= 0) return std::nullopt;
  return number;
}

// Inherited from a parent that was the one addressed, when it names another process.
bool is_addressee(const char* pid_name) {
  return std::getenv(pid_name) == nullptr || number_in(pid_name) == ::getpid();
}

}  // namespace

NotifySocket::NotifySocket(std::string_view address) : address_(address) {
  const bool named = !address.empty() && (address.front() == '/' || address.front() == '@');
  if (!named || address.size() < 2 || address.size() >= sizeof(sockaddr_un::sun_path)) return;
  descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  // A manager that hangs must not hang the measuring.
  if (is_open()) ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
}

NotifySocket::~NotifySocket() {
  if (is_open()) ::close(descriptor_);
}

bool NotifySocket::send(const std::string& message) const {
  if (!is_open()) return false;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::copy(address_.begin(), address_.end(), to.sun_path);
  if (address_.front() == '@') to.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const auto sent = ::sendto(descriptor_, message.data(), message.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&to), size);
  return sent == static_cast<ssize_t>(message.size());
}

ServiceEnvironment ServiceEnvironment::read() {
  ServiceEnvironment environment;
  if (const char* const address = std::getenv("NOTIFY_SOCKET"))
    environment.notify_address = address;
  if (const auto limit = number_in("WATCHDOG_USEC"); limit && is_addressee("WATCHDOG_PID")) {
    environment.watchdog = std::chrono::microseconds(*limit);
  }
  if (const auto sockets = number_in("LISTEN_FDS");
      sockets && number_in("LISTEN_PID") == ::getpid()) {
    const char* const names = std::getenv("LISTEN_FDNAMES");
    std::string_view left = names == nullptr ? "" : names;
    for (int i = 0; i < std::min<std::int64_t>(*sockets, kMostSockets); ++i) {
      const std::string_view name = left.substr(0, left.find(':'));
      left.remove_prefix(std::min(name.size() + 1, left.size()));
      (name == kPublicSocket ? environment.public_sockets : environment.sockets)
          .push_back(kFirstSocket + i);
    }
  }
  return environment;
}

}  // namespace charterd::daemon
