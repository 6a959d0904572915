// A bare HTTP client for tests: bytes out, bytes in, with a deadline instead of patience.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace charterd::daemon {

/// One connection to 127.0.0.1. Reading gives up after ten seconds.
class HttpClient {
 public:
  /// `address` as the server names it: "127.0.0.1:41234".
  explicit HttpClient(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(
        std::strtoul(address.c_str() + address.rfind(':') + 1, nullptr, 10)));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
      ::close(socket_);
      throw std::runtime_error("cannot connect to " + address);
    }
  }
  ~HttpClient() {
    if (socket_ >= 0) ::close(socket_);
  }
  HttpClient(HttpClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), read_(std::move(other.read_)) {}
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server has closed; what it answered can still be read
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  struct Answer {
    int status = 0;  ///< 0: none came
    std::string header;
    std::string body;

    /// "" when there is none.
    std::string field(std::string name) const {
      std::string lower = header;
      const auto lowered = [](unsigned char c) { return static_cast<char>(std::tolower(c)); };
      std::transform(lower.begin(), lower.end(), lower.begin(), lowered);
      std::transform(name.begin(), name.end(), name.begin(), lowered);
      const std::size_t at = lower.find("\r\n" + name + ": ");
      if (at == std::string::npos) return "";
      const std::size_t start = at + name.size() + 4;
      return header.substr(start, header.find("\r\n", start) - start);
    }
  };

  /// One answer; that to a HEAD has no body.
  Answer read_answer(bool head = false) {
    Answer answer;
    const std::string_view end = "\r\n\r\n";
    while (read_.find(end) == std::string::npos) {
      if (!read_more()) return answer;
    }
    const std::size_t size = read_.find(end) + end.size();
    answer.header = read_.substr(0, size);
    read_.erase(0, size);
    answer.status = std::atoi(answer.header.c_str() + answer.header.find(' '));
    const std::size_t length = std::strtoul(answer.field("Content-Length").c_str(), nullptr, 10);
    while (!head && read_.size() < length && read_more()) {
    }
    if (!head) {
      answer.body = read_.substr(0, length);
      read_.erase(0, length);
    }
    return answer;
  }

  Answer get(const std::string& path, const std::string& fields = "") {
    send("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
    return read_answer();
  }

  /// True when something has come, or the end; within ten seconds.
  bool hears() {
    pollfd file{socket_, POLLIN, 0};
    return ::poll(&file, 1, 10'000) == 1;
  }

  /// True when the server closes the connection (within ten seconds) without a further byte.
  bool closed_by_server() {
    std::array<char, 1> byte{};
    const auto size = ::recv(socket_, byte.data(), byte.size(), 0);
    return read_.empty() && (size == 0 || (size < 0 && errno == ECONNRESET));
  }

 private:
  bool read_more() {
    std::array<char, 65536> buffer{};
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    read_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string read_;
};

}  // namespace charterd::daemon
