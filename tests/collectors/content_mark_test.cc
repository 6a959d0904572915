// Knowing content again by its first and last bytes.
#include "collectors/content_mark.h"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include "collectors/file_descriptor.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

ContentMark mark_of(const std::string& text) {
  ContentMark mark;
  mark.add(text);
  return mark;
}

std::string counted(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + ',';
  return text.substr(0, size);
}

TEST_CASE("a mark does not depend on the pieces in which the content came") {
  const std::string text = counted(3000);
  const std::size_t piece = GENERATE(1U, 7U, 63U, 64U, 65U, 1024U, 1500U);
  ContentMark mark;
  for (std::size_t i = 0; i < text.size(); i += piece) mark.add(text.substr(i, piece));
  CHECK(mark == mark_of(text));
  CHECK(mark.head() == text.substr(0, 1024));
  CHECK(mark.tail() == text.substr(3000 - 64));
}

TEST_CASE("the hash of a head is the same on every machine") {
  CHECK(mark_of("").head_hash() == 0xcbf29ce484222325ULL);
  CHECK(mark_of("a").head_hash() == 0xaf63dc4c8601ec8cULL);
}

TEST_CASE("content agrees with a mark as far as both are known") {
  const ContentMark mark = mark_of("abcdef");
  CHECK(mark.agrees_with(""));
  CHECK(mark.agrees_with("abc"));
  CHECK(mark.agrees_with("abcdefgh"));
  CHECK_FALSE(mark.agrees_with("abX"));
}

TEST_CASE("a file still holds what was read of it when it grows, not when it is another one") {
  TemporaryFolder folder;
  const std::string text = counted(3000);
  const auto holds = [&](const std::string& content, std::string_view behind) {
    write(folder / "file", content);
    const FileDescriptor file(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
    return still_holds(file.number(), mark_of(text), text.size(), behind).value();
  };
  CHECK(holds(text, ""));
  CHECK(holds(text + "more", "mo"));
  CHECK_FALSE(holds(text + "more", "other"));
  CHECK_FALSE(holds("X" + text.substr(1), ""));
  CHECK_FALSE(holds(text.substr(0, 2990) + "XXXXXXXXXX", ""));
  CHECK_FALSE(holds(text.substr(0, 2999), ""));
}

TEST_CASE("a file that cannot be read is an error, not another file") {
  CHECK_FALSE(still_holds(-1, mark_of("a"), 1).has_value());
}

}  // namespace
}  // namespace charterd::collectors::testing
