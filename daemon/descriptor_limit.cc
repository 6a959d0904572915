#include "daemon/descriptor_limit.h"

#include <algorithm>

#include <fmt/format.h>

#include "collectors/file_descriptor.h"

namespace charterd::daemon {
namespace {

constexpr rlim_t kMostDescriptors = 65'536;

}  // namespace

tl::expected<void, std::string> raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, kMostDescriptors));
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return check_descriptor_limit();
}

tl::expected<void, std::string> check_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kFewestDescriptors) return {};
  return tl::unexpected(
      fmt::format("the process may have {} files open, at least {} are needed: raise the limit, "
                  "with LimitNOFILE= in the unit of the service, or with ulimit -n",
                  limit.rlim_cur, kFewestDescriptors));
}

bool may_open_files() { return collectors::open_to_read("/dev/null").is_open(); }

}  // namespace charterd::daemon
