#include "collectors/syslog_socket.h"

#include <map>
#include <mutex>
#include <random>

#include "collectors/syslog_datagrams.h"
#include "collectors/syslog_streams.h"

namespace charterd::collectors {
namespace {

using Transport = config::SyslogAddress::Transport;
using Opened = tl::expected<std::shared_ptr<SyslogSocket>, std::string>;

// An address can be bound once only, so the process has one list of those that are.
struct OpenSockets {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<SyslogSocket>> by_address;
};

OpenSockets& open_sockets() {
  static OpenSockets sockets;
  return sockets;
}

std::string key_of(const config::SyslogAddress& address, const std::string& owner) {
  const bool any_port = address.transport != Transport::unix_datagram && address.address.port == 0;
  return any_port ? owner + '\n' + address.text : address.text;
}

std::uint64_t random_number() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

Opened open_new(const config::SyslogAddress& address) {
  switch (address.transport) {
    case Transport::udp:
      return open_udp(address.address);
    case Transport::unix_datagram:
      return open_unix_datagrams(address.path);
    case Transport::tcp:
      break;
  }
  return open_tcp(address.address);
}

}  // namespace

SyslogSocket::SyslogSocket(std::string bound_to)
    : bound_to_(std::move(bound_to)), id_(random_number()) {}

void SyslogSocket::add_to(IntakeStats::Sockets& stats) const {
  stats.queued_bytes += queue.bytes();
  stats.queued_bytes_limit += SyslogQueue::kMostBytes;
}

std::shared_ptr<SyslogSocket> SyslogSocket::find(const config::SyslogAddress& address,
                                                 const std::string& owner) {
  OpenSockets& sockets = open_sockets();
  const std::lock_guard lock(sockets.mutex);
  const auto known = sockets.by_address.find(key_of(address, owner));
  return known == sockets.by_address.end() ? nullptr : known->second.lock();
}

Opened SyslogSocket::open(const config::SyslogAddress& address, const std::string& owner) {
  OpenSockets& sockets = open_sockets();
  const std::lock_guard lock(sockets.mutex);
  auto& known = sockets.by_address[key_of(address, owner)];
  if (auto socket = known.lock()) return socket;
  Opened opened = open_new(address);
  if (opened) {
    known = *opened;
  } else {
    opened = tl::unexpected("cannot listen: " + opened.error());
  }
  return opened;
}

}  // namespace charterd::collectors
