// What the kernel says of this process, for the process_* metrics.
#pragma once

#include <optional>
#include <string_view>

namespace charterd::daemon {

/// What could not be found out is nullopt.
struct ProcessStats {
  std::optional<double> cpu_seconds;
  std::optional<double> virtual_bytes;
  std::optional<double> resident_bytes;
  std::optional<double> start_time;  ///< seconds since 1970
  std::optional<double> open_files;
  std::optional<double> max_files;
};

/// The machine's constants that /proc/self/stat is to be read with.
struct ProcessUnits {
  double ticks_per_second = 100;
  double page_bytes = 4096;
  std::optional<double> boot_time;  ///< seconds since 1970
};

/// Reads the text of /proc/self/stat; leaves the files' numbers out.
ProcessStats parse_process_stat(std::string_view text, const ProcessUnits& units);

/// `btime` of the text of /proc/stat.
std::optional<double> parse_boot_time(std::string_view text);

/// Reads /proc. Any thread.
ProcessStats read_process_stats();

}  // namespace charterd::daemon
