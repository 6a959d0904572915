#include "daemon/terminal.h"

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <system_error>

#include <sys/ioctl.h>
#include <unistd.h>

namespace charterd::daemon {
namespace {

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool terminal_has_colour() {
  const char* const kind = std::getenv("TERM");
  return kind != nullptr && std::string_view(kind) != "dumb" && !is_set("NO_COLOR");
}

}  // namespace

Look look_of_output() {
  if (::isatty(STDOUT_FILENO) == 0) return {};
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return {terminal_has_colour(), known ? size.ws_col : 0U};
}

bool error_is_terminal() { return ::isatty(STDERR_FILENO) != 0; }

bool finish_output() {
  errno = 0;
  std::cout.flush();
  if (std::cout) return true;
  const std::string why = errno != 0 ? ": " + std::generic_category().message(errno) : "";
  std::cerr << "charterd: standard output could not be written" << why << '\n';
  return false;
}

}  // namespace charterd::daemon
