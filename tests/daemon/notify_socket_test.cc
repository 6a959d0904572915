#include "daemon/notify_socket.h"

#include <cstdlib>
#include <initializer_list>
#include <string>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "tests/daemon/notify_world.h"

namespace charterd::daemon {
namespace {

/// Variables of the environment, for the length of a test.
class Variables {
 public:
  void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }
  ~Variables() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS",
                             "LISTEN_FDNAMES", "LISTEN_PID"}) {
      ::unsetenv(name);
    }
  }
};

TEST_CASE("A message is one datagram, to a path or to a name in the abstract namespace") {
  for (const auto kind : {Manager::Kind::path, Manager::Kind::abstract}) {
    Manager manager(kind);
    const NotifySocket socket(manager.address());
    REQUIRE(socket.is_open());
    CHECK(socket.send("READY=1\nSTATUS=fine\n"));
    CHECK(socket.send("WATCHDOG=1\n"));
    CHECK(manager.receive() == "READY=1\nSTATUS=fine\n");
    CHECK(manager.receive() == "WATCHDOG=1\n");
  }
}

TEST_CASE("Where nobody listens, sending fails and does no harm") {
  CHECK_FALSE(NotifySocket("").is_open());
  CHECK_FALSE(NotifySocket("").send("READY=1\n"));
  CHECK_FALSE(NotifySocket("relative/path").is_open());
  CHECK_FALSE(NotifySocket("@").is_open());
  CHECK_FALSE(NotifySocket("/" + std::string(200, 'x')).is_open());
  CHECK_FALSE(NotifySocket("/nonexistent/notify").send("READY=1\n"));
  std::string gone;
  {
    const Manager manager;
    gone = manager.address();
  }
  CHECK_FALSE(NotifySocket(gone).send("READY=1\n"));
}

TEST_CASE("The service's environment is read where it is meant for this process") {
  Variables variables;
  const std::string me = std::to_string(::getpid());
  const std::string other = std::to_string(::getppid());
  auto environment = ServiceEnvironment::read();
  CHECK(environment.notify_address.empty());
  CHECK_FALSE(environment.watchdog);
  CHECK(environment.sockets.empty());

  variables.set("NOTIFY_SOCKET", "/run/systemd/notify");
  variables.set("WATCHDOG_USEC", "30000000");
  variables.set("LISTEN_FDS", "1");
  environment = ServiceEnvironment::read();
  CHECK(environment.notify_address == "/run/systemd/notify");
  CHECK(environment.watchdog == std::chrono::seconds(30));
  CHECK(environment.sockets.empty());  // LISTEN_PID is not optional

  variables.set("WATCHDOG_PID", me);
  variables.set("LISTEN_PID", me);
  environment = ServiceEnvironment::read();
  CHECK(environment.watchdog == std::chrono::seconds(30));
  CHECK(environment.sockets == std::vector<int>{3});

  variables.set("WATCHDOG_PID", other);
  variables.set("LISTEN_PID", other);
  environment = ServiceEnvironment::read();
  CHECK_FALSE(environment.watchdog);
  CHECK(environment.sockets.empty());
}

TEST_CASE("Sockets that are handed over are told apart by the name of their unit") {
  using Sockets = std::vector<int>;
  const auto [names, others, for_public] = GENERATE(table<std::string, Sockets, Sockets>({
      {"charterd.socket:public:unknown", {3, 5}, {4}},
      {"public", {4, 5}, {3}},
      {"a:b:public:public", {3, 4}, {5}},
      {"::public", {3, 4}, {5}},
      {"publicly:not public:", {3, 4, 5}, {}},
      {"", {3, 4, 5}, {}},
  }));
  Variables variables;
  variables.set("LISTEN_FDS", "3");
  variables.set("LISTEN_PID", std::to_string(::getpid()));
  variables.set("LISTEN_FDNAMES", names);
  const auto environment = ServiceEnvironment::read();
  CHECK(environment.sockets == others);
  CHECK(environment.public_sockets == for_public);
}

TEST_CASE("Numbers that are none are no wish to be watched") {
  for (const char* text : {"", "0", "-5", "soon", "30s", "99999999999999999999"}) {
    Variables variables;
    variables.set("WATCHDOG_USEC", text);
    INFO(text);
    CHECK_FALSE(ServiceEnvironment::read().watchdog);
  }
}

}  // namespace
}  // namespace charterd::daemon
