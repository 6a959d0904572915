#include "daemon/process_stats.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

// Fields of /proc/PID/stat as proc(5) numbers them.
constexpr std::size_t kUserTime = 14, kSystemTime = 15, kStartTime = 22, kVirtual = 23,
                      kResident = 24;
// The first one behind the command's name, which may hold blanks and brackets.
constexpr std::size_t kFirstField = 3;

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<double> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return static_cast<double>(value);
}

std::vector<std::string_view> words(std::string_view text) {
  constexpr std::string_view kBlanks = " \n";
  std::vector<std::string_view> result;
  for (;;) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return result;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    result.push_back(word);
    text.remove_prefix(word.size());
  }
}

// Kept from when it was first read: it is derived from the wall clock and moves when that is set.
std::optional<double> first_boot_time() {
  static std::mutex mutex;
  static std::optional<double> boot_time;
  const std::lock_guard lock(mutex);
  if (!boot_time) boot_time = parse_boot_time(read_file("/proc/stat"));
  return boot_time;
}

std::optional<double> count_open_files() {
  std::error_code error;
  std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  double count = 0;
  for (; files != std::filesystem::directory_iterator(); files.increment(error)) {
    if (error) return std::nullopt;
    ++count;
  }
  return count - 1;  // without the one that this look opened
}

std::optional<double> max_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  if (limit.rlim_cur == RLIM_INFINITY) return std::numeric_limits<double>::infinity();
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

ProcessStats parse_process_stat(std::string_view text, const ProcessUnits& units) {
  ProcessStats stats;
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return stats;
  const auto fields = words(text.substr(name_end + 1));
  const auto field = [&](std::size_t index) -> std::optional<double> {
    const std::size_t at = index - kFirstField;
    return at < fields.size() ? number(fields[at]) : std::nullopt;
  };
  const auto user = field(kUserTime), system = field(kSystemTime), start = field(kStartTime);
  if (user && system) stats.cpu_seconds = (*user + *system) / units.ticks_per_second;
  if (start && units.boot_time) {
    stats.start_time = *units.boot_time + *start / units.ticks_per_second;
  }
  stats.virtual_bytes = field(kVirtual);
  if (const auto pages = field(kResident)) stats.resident_bytes = *pages * units.page_bytes;
  return stats;
}

std::optional<double> parse_boot_time(std::string_view text) {
  const auto all = words(text);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i] == "btime") return number(all[i + 1]);
  }
  return std::nullopt;
}

ProcessStats read_process_stats() {
  ProcessUnits units;
  units.ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  units.page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
  units.boot_time = first_boot_time();
  ProcessStats stats = parse_process_stat(read_file("/proc/self/stat"), units);
  stats.open_files = count_open_files();
  stats.max_files = max_files();
  return stats;
}

}  // namespace charterd::daemon
