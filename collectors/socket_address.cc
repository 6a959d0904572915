#include "collectors/socket_address.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "collectors/byte_stream.h"

namespace charterd::collectors {
namespace {

constexpr mode_t kOwnerAndGroup = 0660;

std::string advice(int error) {
  const std::string what = system_message(error);
  if (error == EADDRINUSE) return what + ": another program listens there; choose another one";
  if (error == EACCES) {
    return what +
           ": ports below 1024 need CAP_NET_BIND_SERVICE, and a path a folder that may be "
           "written to";
  }
  if (error == EADDRNOTAVAIL) return what + ": this machine does not have that address";
  if (error == ENOENT) return what + ": make the folder first";
  return what;
}

tl::unexpected<std::string> failed() { return tl::unexpected(advice(errno)); }

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

tl::expected<AddressList, std::string> resolve(const config::ListenAddress& address, int type,
                                               int family) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = type;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.empty() ? nullptr : address.host.c_str(),
                                  std::to_string(address.port).c_str(), &hints, &found);
  if (error != 0) return tl::unexpected(std::string(::gai_strerror(error)));
  return AddressList(found, &::freeaddrinfo);
}

tl::expected<FileDescriptor, std::string> bind_first(const addrinfo& address, bool all) {
  FileDescriptor socket(::socket(
      address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.ai_protocol));
  if (!socket.is_open()) return failed();
  const int on = 1, off = 0;
  // Connections of before may still be waiting for their end. Of datagrams it would let two
  // programs have one port.
  if (address.ai_socktype == SOCK_STREAM) {
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  if (all && address.ai_family == AF_INET6) {
    ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (::bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0) return failed();
  return socket;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// Whether what is at `path` is a socket that nobody reads.
bool is_left_behind(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  const FileDescriptor probe(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const sockaddr_un address = address_of(path);
  return ::connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
             0 &&
         errno == ECONNREFUSED;
}

}  // namespace

tl::expected<FileDescriptor, std::string> bind_inet(const config::ListenAddress& address,
                                                    int type) {
  const bool all = address.host.empty();
  auto found = resolve(address, type, all ? AF_INET6 : AF_UNSPEC);
  if (!found && all) found = resolve(address, type, AF_INET);
  if (!found) return tl::unexpected(found.error());
  auto bound = bind_first(**found, all);
  if (bound || !all || errno != EAFNOSUPPORT) return bound;
  found = resolve(address, type, AF_INET);  // a machine without IPv6
  if (!found) return tl::unexpected(found.error());
  return bind_first(**found, all);
}

tl::expected<FileDescriptor, std::string> bind_unix(const std::string& path) {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open()) return failed();
  if (is_left_behind(path)) ::unlink(path.c_str());
  const sockaddr_un address = address_of(path);
  if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failed();
  }
  ::chmod(path.c_str(), kOwnerAndGroup);
  return socket;
}

std::string name_of_bound(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::getsockname(descriptor, plain, &size) != 0 ||
      ::getnameinfo(plain, size, host.data(), host.size(), port.data(), port.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "";
  }
  const bool v6 = std::strchr(host.data(), ':') != nullptr;
  return fmt::format("{}{}{}:{}", v6 ? "[" : "", host.data(), v6 ? "]" : "", port.data());
}

}  // namespace charterd::collectors
