#include "collectors/syslog_datagrams.h"

#include <array>

#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collectors/socket_address.h"

namespace charterd::collectors {
namespace {

// No datagram of UDP is larger; one of a unix socket that is, is too_long.
constexpr std::size_t kMostSize = 65'536;
constexpr std::size_t kAtOnce = 16;
// As much room for bursts as can be had: while figures are made nobody reads.
constexpr int kReceiveBuffer = 8 << 20;

class DatagramSocket : public SyslogSocket {
 public:
  DatagramSocket(FileDescriptor socket, std::string bound_to, std::string path)
      : SyslogSocket(std::move(bound_to)),
        socket_(std::move(socket)),
        path_(std::move(path)),
        room_(new char[kAtOnce * kMostSize]) {
    const int number = socket_.number();
    if (::setsockopt(number, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof(int)) != 0) {
      ::setsockopt(number, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof(int));
    }
    if (!path_.empty()) ::stat(path_.c_str(), &status_);
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      parts_[i] = {room_.get() + i * kMostSize, kMostSize};
      headers_[i].msg_hdr.msg_iov = &parts_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
  }
  ~DatagramSocket() override {
    struct stat now {};
    const bool ours = !path_.empty() && ::stat(path_.c_str(), &now) == 0 &&
                      now.st_ino == status_.st_ino && now.st_dev == status_.st_dev;
    if (ours) ::unlink(path_.c_str());
  }
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  std::size_t receive(Instant now, std::size_t budget) override {
    std::size_t used = 0;
    while (used < budget && !queue.full()) {
      const int got = ::recvmmsg(socket_.number(), headers_.data(), kAtOnce, MSG_DONTWAIT, nullptr);
      if (got <= 0) break;
      for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) used += take(i, now);
      if (static_cast<std::size_t>(got) < kAtOnce) break;
    }
    if (used > 0) count_drops();
    return used;
  }

  void tend(Instant /*now*/) override { count_drops(); }

  int descriptor() const override { return socket_.number(); }
  void add_to(IntakeStats::Sockets& stats) const override {
    SyslogSocket::add_to(stats);
    stats.kernel_drops += drops_;
  }

 private:
  // The kernel counts for the life of the socket, in 32 bits.
  void count_drops() {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket_.number(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) != 0) return;
    drops_ += static_cast<std::uint32_t>(info[SK_MEMINFO_DROPS] - last_drops_);
    last_drops_ = info[SK_MEMINFO_DROPS];
  }

  std::size_t take(std::size_t i, Instant now) {
    const mmsghdr& header = headers_[i];
    const bool cut = (static_cast<unsigned>(header.msg_hdr.msg_flags) & MSG_TRUNC) != 0;
    if (cut) {
      queue.add({}, now, Reason::too_long);
    } else {
      queue.add({room_.get() + i * kMostSize, header.msg_len}, now, std::nullopt);
    }
    return header.msg_len + 1;  // an empty one is something, too
  }

  FileDescriptor socket_;
  std::string path_;
  struct stat status_ {};
  std::unique_ptr<char[]> room_;
  std::array<iovec, kAtOnce> parts_{};
  std::array<mmsghdr, kAtOnce> headers_{};
  std::uint64_t drops_ = 0;
  std::uint32_t last_drops_ = 0;
};

}  // namespace

tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_udp(
    const config::ListenAddress& address) {
  auto socket = bind_inet(address, SOCK_DGRAM);
  if (!socket) return tl::unexpected(socket.error());
  std::string name = "udp://" + name_of_bound(socket->number());
  return std::make_shared<DatagramSocket>(*std::move(socket), std::move(name), "");
}

tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_unix_datagrams(
    const std::string& path) {
  auto socket = bind_unix(path);
  if (!socket) return tl::unexpected(socket.error());
  return std::make_shared<DatagramSocket>(*std::move(socket), "unix://" + path, path);
}

}  // namespace charterd::collectors
