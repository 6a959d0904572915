// Loaded before the system's library: about every second read gives less than was asked for, as
// disks on a network and signals do, and read() may always.
#include <atomic>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>
#include <sys/types.h>

namespace {

using Read = ssize_t (*)(int, void*, std::size_t, off_t);

std::uint64_t first_state() {
  const char* seed = std::getenv("CHARTERD_FAULT_SEED");
  return seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10);
}

// One byte at the least, where any was asked for.
std::size_t shortened(std::size_t size) {
  static std::atomic<std::uint64_t> state{first_state()};
  const std::uint64_t dice =
      state.fetch_add(0x9e3779b97f4a7c15ULL, std::memory_order_relaxed) * 0xbf58476d1ce4e5b9ULL;
  if (size < 2 || (dice >> 63) == 0) return size;
  return 1 + static_cast<std::size_t>((dice >> 20) % (size - 1));
}

ssize_t read_some(const char* name, int file, void* to, std::size_t size, off_t offset) {
  const auto real = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, name));
  return real(file, to, shortened(size), offset);
}

}  // namespace

extern "C" {

ssize_t pread(int file, void* to, std::size_t size, off_t offset) {
  return read_some("pread", file, to, size, offset);
}

ssize_t pread64(int file, void* to, std::size_t size, off_t offset) {
  return read_some("pread64", file, to, size, offset);
}

}  // extern "C"
