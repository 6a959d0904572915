// Standard input, by a pipe in its place.
#include "collectors/stdin_source.h"

#include <array>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "collectors/file_descriptor.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

struct Input {
  explicit Input(ReadMode mode, int flags = 0) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC | flags) == 0);
    reading = FileDescriptor(ends[0]);
    writing = FileDescriptor(ends[1]);
    source = std::make_unique<StdinSource>(world.config, 0, world.vocabulary, config::Zone::utc(),
                                           mode, reading.number());
  }
  void put(const std::string& text) {
    REQUIRE(::write(writing.number(), text.data(), text.size()) ==
            static_cast<ssize_t>(text.size()));
  }
  void end() { writing = FileDescriptor(); }

  World world{ReadMode::once};
  RecordingSink sink;
  FileDescriptor reading, writing;
  std::unique_ptr<StdinSource> source;
};

TEST_CASE("standard input is read to its end, with a last line that has no newline") {
  Input input(ReadMode::once);
  std::string text = records(1, 3);
  text.pop_back();
  input.put(text);
  input.end();
  const std::size_t budget = GENERATE(1U, 10U, 1'000'000U);
  std::size_t bytes = 0;
  while (const std::size_t got = input.source->poll(input.sink, budget)) bytes += got;
  CHECK(bytes == text.size());
  CHECK(input.sink.seen == numbers(1, 3));
  CHECK(input.source->caught_up());
  CHECK(input.source->counts().bytes == text.size());
  CHECK(input.source->stream_path(0) == "<stdin>");
}

TEST_CASE("followed standard input takes what is there and does not wait") {
  // A reader that is not to wait may be given one that cannot, or that could.
  Input input(ReadMode::follow, GENERATE(0, O_NONBLOCK));
  CHECK(input.source->poll(input.sink, 1000) == 0);
  CHECK(input.source->caught_up());
  input.put(records(1, 2) + "{\"ts\":");
  CHECK(input.source->poll(input.sink, 1000) > 0);
  CHECK(input.sink.seen == numbers(1, 2));
  input.put(R"("2026-03-02T10:00:00Z","event":"tick","n":"3"})");
  input.end();
  while (input.source->poll(input.sink, 1000) > 0) {
  }
  CHECK(input.sink.seen == numbers(1, 3));
  CHECK(input.source->caught_up());
}

TEST_CASE("a source that takes standard input over goes on in the middle of a record") {
  Input input(ReadMode::follow);
  input.put(records(1, 2) + "{\"ts\":");
  while (input.source->poll(input.sink, 1000) > 0) {
  }
  StdinSource next(input.world.config, 0, input.world.vocabulary, config::Zone::utc(),
                   ReadMode::follow, input.reading.number());
  next.take_over(*input.source);
  input.put(R"("2026-03-02T10:00:00Z","event":"tick","n":"3"})"
            "\n");
  while (next.poll(input.sink, 1000) > 0) {
  }
  CHECK(input.sink.seen == numbers(1, 3));
  CHECK(next.caught_up());
}

TEST_CASE("standard input that cannot be read is a problem, said once") {
  World world(ReadMode::once);
  StdinSource source(world.config, 0, world.vocabulary, config::Zone::utc(), ReadMode::once, -1);
  CHECK(source.poll(world.sink, 100) == 0);
  CHECK(source.poll(world.sink, 100) == 0);
  CHECK(source.take_problems().size() == 1);
  CHECK(source.caught_up());
}

}  // namespace
}  // namespace charterd::collectors::testing
