// How many files the process may have open.
#pragma once

#include <string>

#include <sys/resource.h>
#include <tl/expected.hpp>

namespace charterd::daemon {

/// What the daemon has open by itself, for a few logs and connections, and some to spare.
inline constexpr rlim_t kFewestDescriptors = 32;

/// Many logs and many connections: raises the soft limit to the hard one, or to 65,536 where that
/// is more. Errors as check_descriptor_limit().
tl::expected<void, std::string> raise_descriptor_limit();

/// The error, when there are fewer than kFewestDescriptors, says what to do.
tl::expected<void, std::string> check_descriptor_limit();

/// Whether another file can be opened now; the system has a limit, too.
bool may_open_files();

}  // namespace charterd::daemon
