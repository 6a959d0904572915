// One address at which syslog messages are received, and what has come there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collectors/source.h"
#include "collectors/syslog_queue.h"
#include "config/settings.h"

namespace charterd::collectors {

/// One thread at a time. Reads only while the queue is not full; a sender over TCP then has to
/// wait, and what comes by datagrams fills the kernel's buffer.
class SyslogSocket {
 public:
  virtual ~SyslogSocket() = default;
  SyslogSocket(const SyslogSocket&) = delete;
  SyslogSocket& operator=(const SyslogSocket&) = delete;

  /// The socket of this address that is open already, wherever in this process; otherwise a new
  /// one. So whoever takes over from another source of the same address finds what has come, and
  /// misses nothing in between. A free port (0) is one for each `owner`. The error says what to do.
  static tl::expected<std::shared_ptr<SyslogSocket>, std::string> open(
      const config::SyslogAddress& address, const std::string& owner);

  /// The one that is open already; nullptr where there is none.
  static std::shared_ptr<SyslogSocket> find(const config::SyslogAddress& address,
                                            const std::string& owner);

  /// Takes at most about `budget` bytes of what is there, without waiting. Returns how many.
  virtual std::size_t receive(Instant now, std::size_t budget) = 0;
  /// Looks after what receive() does not see.
  virtual void tend(Instant /*now*/) {}

  /// Readable when receive() has something to do.
  virtual int descriptor() const = 0;
  /// Where it is bound: with the port that it was given.
  const std::string& bound_to() const { return bound_to_; }
  /// Differs from that of any other socket, in any process.
  std::uint64_t id() const { return id_; }

  virtual void add_to(IntakeStats::Sockets& stats) const;
  std::vector<std::string> take_problems() { return std::exchange(problems_, {}); }

  SyslogQueue queue;

 protected:
  explicit SyslogSocket(std::string bound_to);
  std::vector<std::string> problems_;

 private:
  std::string bound_to_;
  std::uint64_t id_;
};

/// Most connections of one TCP address.
inline constexpr std::size_t kMostSyslogConnections = 512;
/// Most bytes of messages that have begun, of all connections of one address.
inline constexpr std::size_t kMostPendingSyslogBytes = std::size_t{64} << 20;
/// So long after its last byte a connection may be closed when there are too many.
inline constexpr Duration kIdleSyslogConnection = std::chrono::minutes(1);
/// So long after the last byte of a message that has begun and not ended its connection is closed.
inline constexpr Duration kStalledSyslogMessage = std::chrono::minutes(5);

}  // namespace charterd::collectors
