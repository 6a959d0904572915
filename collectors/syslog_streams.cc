#include "collectors/syslog_streams.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collectors/byte_stream.h"
#include "collectors/socket_address.h"
#include "collectors/syslog_framing.h"

namespace charterd::collectors {
namespace {

constexpr std::size_t kPiece = 65'536;  // of one connection before it is the next one's turn
constexpr int kAtOnce = 64;

struct Connection {
  FileDescriptor socket;
  SyslogFraming framing;
  Instant last{};  // when its latest bytes came
};

// A peer that has vanished without a word is noticed within minutes.
void keep_alive(int descriptor) {
  const int on = 1, idle_seconds = 60;
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
}

class StreamSocket : public SyslogSocket {
 public:
  StreamSocket(FileDescriptor socket, FileDescriptor epoll, std::string bound_to)
      : SyslogSocket(std::move(bound_to)),
        socket_(std::move(socket)),
        epoll_(std::move(epoll)),
        room_(new char[kPiece]) {
    watch(socket_.number());
  }

  std::size_t receive(Instant now, std::size_t budget) override {
    std::size_t used = 0;
    while (used < budget && !queue.full()) {
      std::array<epoll_event, kAtOnce> events{};
      const int ready = ::epoll_wait(epoll_.number(), events.data(), kAtOnce, 0);
      if (ready <= 0) break;
      for (std::size_t i = 0; i < static_cast<std::size_t>(ready); ++i) {
        const int descriptor = events[i].data.fd;
        used += descriptor == socket_.number() ? accept(now) : read(descriptor, now);
      }
    }
    return used;
  }

  void tend(Instant now) override {
    close_stalled(now);
    if (std::exchange(pausing_, false)) watch(socket_.number());
  }

  int descriptor() const override { return epoll_.number(); }

  void add_to(IntakeStats::Sockets& stats) const override {
    SyslogSocket::add_to(stats);
    stats.connections += connections_.size();
    stats.connections_limit += kMostSyslogConnections;
    stats.closed_connections += closed_;
  }

 private:
  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event);
  }

  // Returns 1 when something was done, as a byte that was read.
  std::size_t accept(Instant now) {
    FileDescriptor socket(
        ::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.is_open()) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause();
      return 1;
    }
    if (connections_.size() >= kMostSyslogConnections && !close_longest_idle(now)) {
      problems_.emplace_back("too many connections: a new one was closed");
      ++closed_;
      return 1;
    }
    keep_alive(socket.number());
    watch(socket.number());
    const int number = socket.number();
    connections_.emplace(number, Connection{std::move(socket), {}, now});
    return 1;
  }

  // Otherwise it would be tried again and again. tend() goes on.
  void pause() {
    problems_.push_back("no connection can be taken for now: " + system_message(errno));
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, socket_.number(), nullptr);
    pausing_ = true;
  }

  bool close_longest_idle(Instant now) {
    const auto idle = std::min_element(
        connections_.begin(), connections_.end(),
        [](const auto& a, const auto& b) { return a.second.last < b.second.last; });
    if (idle == connections_.end() || now - idle->second.last < kIdleSyslogConnection) return false;
    problems_.emplace_back("too many connections: the one that was idle longest was closed");
    ++closed_;
    close(idle, now);
    return true;
  }

  // A sender that has died in the middle of a message, as behind a router that tells nobody.
  void close_stalled(Instant now) {
    for (auto at = connections_.begin(); at != connections_.end();) {
      const auto connection = at++;
      if (!is_stalled(connection->first, connection->second, now)) continue;
      problems_.emplace_back(
          "a connection was closed: a message that had begun did not go on for minutes");
      ++closed_;
      close(connection, now);
    }
  }

  // One that has sent more waits for this end.
  static bool is_stalled(int descriptor, const Connection& connection, Instant now) {
    if (!connection.framing.in_message()) return false;
    if (now - connection.last < kStalledSyslogMessage) return false;
    int unread = 0;
    return ::ioctl(descriptor, FIONREAD, &unread) == 0 && unread == 0;
  }

  std::size_t read(int descriptor, Instant now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return 0;
    Connection& connection = found->second;
    const ssize_t got = ::recv(descriptor, room_.get(), kPiece, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) {
      close(found, now);
      return 1;
    }
    connection.last = now;
    const std::size_t before = connection.framing.pending();
    const auto size = static_cast<std::size_t>(got);
    const bool of_use = connection.framing.take({room_.get(), size}, adder(now));
    pending_ += connection.framing.pending();
    pending_ -= before;
    if (!of_use) {
      problems_.emplace_back(
          "a connection was closed: what it sent does not say where its messages "
          "end (expected octet counting, or a line feed behind each)");
      ++closed_;
      close(found, now);
    } else if (pending_ > kMostPendingSyslogBytes) {
      close_fullest(now);
    }
    return size;
  }

  // Whoever sent last may have begun a short message only.
  void close_fullest(Instant now) {
    const auto fullest = std::max_element(
        connections_.begin(), connections_.end(), [](const auto& a, const auto& b) {
          return a.second.framing.pending() < b.second.framing.pending();
        });
    problems_.emplace_back("a connection was closed: too much has begun and not ended");
    ++closed_;
    close(fullest, now);
  }

  SyslogFraming::Emit adder(Instant now) {
    return [this, now](std::string_view text, std::optional<Reason> wrong) {
      queue.add(text, now, wrong);
    };
  }

  void close(std::map<int, Connection>::iterator connection, Instant now) {
    pending_ -= connection->second.framing.pending();
    connection->second.framing.end(adder(now));
    connections_.erase(connection);
  }

  FileDescriptor socket_;
  FileDescriptor epoll_;
  std::unique_ptr<char[]> room_;
  std::map<int, Connection> connections_;  // by descriptor
  std::size_t pending_ = 0;                // bytes of messages that have begun
  std::uint64_t closed_ = 0;
  bool pausing_ = false;
};

}  // namespace

tl::expected<std::shared_ptr<SyslogSocket>, std::string> open_tcp(
    const config::ListenAddress& address) {
  auto socket = bind_inet(address, SOCK_STREAM);
  if (!socket) return tl::unexpected(socket.error());
  FileDescriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open() || ::listen(socket->number(), SOMAXCONN) != 0) {
    return tl::unexpected(system_message(errno));
  }
  std::string name = "tcp://" + name_of_bound(socket->number());
  return std::make_shared<StreamSocket>(*std::move(socket), std::move(epoll), std::move(name));
}

}  // namespace charterd::collectors
