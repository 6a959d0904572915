// Binding sockets, and saying what is wrong when that does not work.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collectors/file_descriptor.h"
#include "config/settings.h"

namespace charterd::collectors {

/// A socket of `type` (SOCK_DGRAM or SOCK_STREAM) that does not wait, bound to the address; an
/// empty host means all addresses of the machine, of IPv6 and IPv4. The error says what to do.
tl::expected<FileDescriptor, std::string> bind_inet(const config::ListenAddress& address, int type);

/// The same at a path. A socket that nobody reads any more is replaced.
tl::expected<FileDescriptor, std::string> bind_unix(const std::string& path);

/// Where it is bound: `127.0.0.1:5514`, `[::1]:5514`.
std::string name_of_bound(int descriptor);

}  // namespace charterd::collectors
