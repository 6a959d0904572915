// Prometheus's own judgement of a rendered exposition.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace charterd::daemon {

/// What a command of promtool's prints when it fails; "" when it does not.
inline std::string promtool_complaint_of(const std::string& command) {
  std::string output;
  FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
    output += buffer.data();
  }
  const int status = pipe == nullptr ? -1 : ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  return command + " (Debian: apt-get install prometheus) failed:\n" + output;
}

/// What `promtool check metrics` complains of; "" when it finds nothing to. Where it is not
/// installed, that is the complaint.
inline std::string promtool_complaint(const std::string& exposition) {
  std::string path = (std::filesystem::temp_directory_path() / "charterd-metrics-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  if (file < 0) return "cannot make a temporary file";
  ::close(file);
  std::ofstream(path, std::ios::binary) << exposition;
  const std::string complaint = promtool_complaint_of("promtool check metrics < " + path);
  std::filesystem::remove(path);
  return complaint;
}

}  // namespace charterd::daemon
