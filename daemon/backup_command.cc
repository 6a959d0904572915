// `charterd backup`: a consistent copy of the state.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <fmt/format.h>

#include "daemon/commands.h"
#include "daemon/sqlite_reader.h"
#include "daemon/stored_state.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

std::string size_text(std::uintmax_t bytes) {
  const double kib = static_cast<double>(bytes) / 1024;
  return kib < 1024 ? fmt::format("{:.1f} KiB", kib) : fmt::format("{:.1f} MiB", kib / 1024);
}

}  // namespace

int run_backup(const Options& options) {
  if (options.operand.empty()) {
    std::cerr << "charterd: backup needs FILE, one that is not there yet\n";
    return 2;
  }
  const auto folder = storage_folder(options, std::cerr);
  if (!folder) return 1;
  const auto start = std::chrono::steady_clock::now();
  if (const auto copied = backup_state(*folder, options.operand); !copied) {
    std::cerr << "charterd: " << copied.error() << '\n';
    return 1;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  std::error_code error;
  const auto size = std::filesystem::file_size(options.operand, error);
  std::cout << fmt::format("{}: a copy of the state in {}, {} in {:.1f} s\n", options.operand,
                           *folder, error ? "of unknown size" : size_text(size), taken.count());
  return finish_output() ? 0 : 1;
}

}  // namespace charterd::daemon
