// The other end of sd_notify(3): a real datagram socket.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace charterd::daemon {

class Manager {
 public:
  enum class Kind { path, abstract };

  explicit Manager(Kind kind = Kind::path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    std::string folder = (std::filesystem::temp_directory_path() / "charterd-test-XXXXXX").string();
    folder_ = ::mkdtemp(folder.data());
    address_ = (folder_ / "notify").string();
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (kind == Kind::abstract) address_ = "@charterd-test" + folder_.filename().string();
    address_.copy(name.sun_path, sizeof name.sun_path - 1);
    if (kind == Kind::abstract) name.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&name), size) != 0) {
      throw std::runtime_error("cannot bind " + address_);
    }
  }
  ~Manager() {
    ::close(socket_);
    std::filesystem::remove_all(folder_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  const std::string& address() const { return address_; }

  /// Waits for the next datagram.
  std::string receive() {
    std::array<char, 4096> buffer{};
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  /// Waits for a datagram with `text` in it; those before it are dropped.
  std::string receive_with(const std::string& text) {
    for (;;) {
      std::string message = receive();
      if (message.find(text) != std::string::npos) return message;
    }
  }

 private:
  int socket_;
  std::filesystem::path folder_;
  std::string address_;
};

}  // namespace charterd::daemon
