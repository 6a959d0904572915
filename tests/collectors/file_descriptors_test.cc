// Too few descriptors: files and folders that cannot be opened for now.
#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "tests/collectors/second_source.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

namespace fs = std::filesystem;

// Lowers the limit for as long as it lives.
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

TEST_CASE("more files than descriptors are all read, in turn") {
  World world(ReadMode::follow, {"*.log"});
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) {
    write(world.folder / (std::to_string(100 + i) + ".log"), records(i, i));
  }
  // Those that are open already leave room for a few more only.
  const auto open_now = static_cast<rlim_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
  const FewDescriptors few(open_now + 6);
  Strings seen;
  for (int i = 0; i < 40 && seen.size() < kFiles; ++i) {
    for (const std::string& n : world.rescan_and_poll()) seen.push_back(n);
  }
  std::sort(seen.begin(), seen.end());
  Strings wanted = numbers(0, kFiles - 1);
  std::sort(wanted.begin(), wanted.end());
  CHECK(seen == wanted);
  CHECK(world.source().caught_up());
}

}  // namespace
}  // namespace charterd::collectors::testing
