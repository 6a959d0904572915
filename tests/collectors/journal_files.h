// Journal files, written by systemd-journal-remote out of its export format.
#pragma once

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {

using JournalEntry = std::vector<std::pair<std::string, std::string>>;

/// An entry in the export format; `number` sets its clocks. Fields that are not plain text are
/// written by their length.
inline std::string exported(std::uint64_t number, const JournalEntry& fields) {
  const std::string boot(31, '0');
  std::string text = "__REALTIME_TIMESTAMP=" + std::to_string(1'790'000'000'000'000 + number) +
                     "\n__MONOTONIC_TIMESTAMP=" + std::to_string(1'000'000 + number) +
                     "\n_BOOT_ID=" + boot + "1\n";
  for (const auto& [name, value] : fields) {
    if (value.find_first_of("\n\xff") == std::string::npos) {
      text += name + '=' + value + '\n';
      continue;
    }
    text += name + '\n';
    for (unsigned shift = 0; shift < 64; shift += 8) {
      text += static_cast<char>(static_cast<std::uint64_t>(value.size()) >> shift & 0xffU);
    }
    text += value + '\n';
  }
  return text + '\n';
}

/// Entries whose MESSAGE is from, from + 1, ... to.
inline std::string exported_numbers(int from, int to, const JournalEntry& more = {}) {
  std::string text;
  for (int n = from; n <= to; ++n) {
    JournalEntry entry{{"MESSAGE", std::to_string(n)}};
    entry.insert(entry.end(), more.begin(), more.end());
    text += exported(static_cast<std::uint64_t>(n), entry);
  }
  return text;
}

/// Adds entries to a journal file, which is made when it is not there.
inline void write_journal(const std::string& file, const std::string& entries) {
  const std::string input = file + ".export";
  write(input, entries);
  const std::string command = "/lib/systemd/systemd-journal-remote --split-mode=none -o '" + file +
                              "' '" + input + "' >/dev/null 2>'" + file + ".log'";
  if (std::system(command.c_str()) != 0) {  // NOLINT(cert-env33-c): the test's own command
    std::ifstream log(file + ".log");
    throw std::runtime_error("systemd-journal-remote failed: " +
                             std::string(std::istreambuf_iterator<char>(log), {}));
  }
  std::filesystem::remove(input);
  std::filesystem::remove(file + ".log");
}

}  // namespace charterd::collectors::testing
