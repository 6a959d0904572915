// Writing to a reader that may go away.
#include "daemon/simulate_output.h"

#include <array>
#include <chrono>
#include <csignal>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "collectors/file_descriptor.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;
using collectors::FileDescriptor;
using Result = SimulateOutput::Result;

struct Pipe {
  Pipe() {
    std::signal(SIGPIPE, SIG_IGN);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    reading = FileDescriptor(ends[0]);
    writing = FileDescriptor(ends[1]);
  }
  FileDescriptor reading, writing;
};

TEST_CASE("text reaches the reader when it is flushed") {
  Pipe pipe;
  SimulateOutput output(pipe.writing.number());
  output.text() += "a line\n";
  CHECK(output.flush_if_large() == Result::fine);
  CHECK(output.text() == "a line\n");
  CHECK(output.flush() == Result::fine);
  CHECK(output.text().empty());
  std::array<char, 16> read{};
  REQUIRE(::read(pipe.reading.number(), read.data(), read.size()) == 7);
  CHECK(std::string(read.data()) == "a line\n");
}

TEST_CASE("a reader that has gone away ends the writing and the waiting") {
  Pipe pipe;
  SimulateOutput output(pipe.writing.number());
  pipe.reading = FileDescriptor();
  CHECK(output.wait(10h, -1) == Result::reader_gone);
  output.text() = "x";
  CHECK(output.flush() == Result::reader_gone);
}

TEST_CASE("a signal ends the waiting, and no time is no wait") {
  Pipe pipe, signals;
  SimulateOutput output(pipe.writing.number());
  CHECK(output.wait(Duration{-1}, signals.reading.number()) == Result::fine);
  CHECK(output.wait(1ms, signals.reading.number()) == Result::fine);
  REQUIRE(::write(signals.writing.number(), "s", 1) == 1);
  CHECK(output.wait(10h, signals.reading.number()) == Result::stopped);
  CHECK(output.wait(Duration{}, signals.reading.number()) == Result::stopped);
}

TEST_CASE("an output that cannot be written says why") {
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full.is_open());
  SimulateOutput output(full.number());
  output.text() = "x";
  CHECK(output.flush() == Result::failed);
  CHECK_FALSE(output.error().empty());
}

}  // namespace
}  // namespace charterd::daemon
