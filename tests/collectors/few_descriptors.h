// Too few descriptors, for tests.
#pragma once

#include <filesystem>
#include <iterator>

#include <sys/resource.h>

namespace charterd::collectors::testing {

/// Lowers the limit for as long as it lives; what is open stays so.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit fewer{most, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &fewer);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

/// How many are open, with the one that this look needs.
inline rlim_t open_now() {
  namespace fs = std::filesystem;
  return static_cast<rlim_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

}  // namespace charterd::collectors::testing
