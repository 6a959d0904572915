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
  CHECK(mark.head().text() == text.substr(0, 1024));
  CHECK(mark.tail().text() == text.substr(3000 - 64));
}

// What is kept of the first `size` bytes, read again.
ContentMark kept(const ContentMark& mark, std::size_t size) {
  config::Packer row;
  mark.pack(row);
  config::Unpacker from(row.bytes());
  ContentMark result;
  REQUIRE(result.unpack(from, size));
  REQUIRE(from.ended());
  return result;
}

TEST_CASE("the hashes of a mark are the same on every machine and in every version") {
  const Hash128 hash = mark_of(counted(3000)).head().hash();
  CHECK(hash.low == 0x6232716beeabe715ULL);
  CHECK(hash.high == 0x3f9014a772d52f42ULL);
}

TEST_CASE("what is kept of a mark is equal to it and has none of its bytes") {
  const std::size_t size = GENERATE(1U, 63U, 64U, 65U, 1023U, 1024U, 3000U);
  const std::string text = counted(size);
  const ContentMark mark = mark_of(text);
  const ContentMark again = kept(mark, size);
  CHECK(again == mark);
  CHECK(again.head().text().empty());
  CHECK(again.tail().text().empty());
  CHECK_FALSE(again == mark_of("X" + text.substr(1)));
  CHECK_FALSE(again == mark_of(text.substr(0, size - 1)));
  CHECK_FALSE(again == mark_of(text + "X"));
  CHECK(kept(again, size) == mark);
}

TEST_CASE("a kept mark never says that content is not what was read when it may be") {
  const ContentMark mark = kept(mark_of("abcdef"), 6);
  CHECK(mark.agrees_with(""));
  CHECK(mark.agrees_with("abc"));
  CHECK(mark.agrees_with("abX"));
  CHECK(mark.agrees_with("abcdef"));
  CHECK(mark.agrees_with("abcdefgh"));
  CHECK_FALSE(mark.agrees_with("abXdef"));
  CHECK_FALSE(mark.agrees_with("abXdefgh"));
}

TEST_CASE("a kept mark knows the bytes again once a file has been found to hold them") {
  TemporaryFolder folder;
  const std::string text = counted(3000);
  ContentMark mark = kept(mark_of(text), text.size());
  const auto holds = [&](const std::string& content) {
    write(folder / "file", content);
    const FileDescriptor file = open_to_read(folder / "file");
    return still_holds(file.number(), mark, text.size()).value();
  };
  CHECK_FALSE(holds("X" + text.substr(1)));
  CHECK_FALSE(holds(text.substr(0, 2990) + "XXXXXXXXXX"));
  CHECK_FALSE(holds(text.substr(0, 2999)));
  CHECK(holds(text));
  mark.add("more");
  CHECK(mark == mark_of(text + "more"));
}

TEST_CASE("a mark that could not be of so many bytes is refused") {
  const auto taken = [](const ContentMark& mark, std::size_t offset) {
    config::Packer row;
    mark.pack(row);
    config::Unpacker from(row.bytes());
    ContentMark result;
    return result.unpack(from, offset);
  };
  CHECK(taken(mark_of("abc"), 3));
  CHECK_FALSE(taken(mark_of("abc"), 2));
  CHECK_FALSE(taken(mark_of(""), 3));
  CHECK(taken(mark_of(""), 0));
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
    ContentMark mark = mark_of(text);
    return still_holds(file.number(), mark, text.size(), behind).value();
  };
  CHECK(holds(text, ""));
  CHECK(holds(text + "more", "mo"));
  CHECK_FALSE(holds(text + "more", "other"));
  CHECK_FALSE(holds("X" + text.substr(1), ""));
  CHECK_FALSE(holds(text.substr(0, 2990) + "XXXXXXXXXX", ""));
  CHECK_FALSE(holds(text.substr(0, 2999), ""));
}

TEST_CASE("a beginning is known by what was read of it, also by hashes alone") {
  TemporaryFolder folder;
  const std::string text = counted(9000);
  const bool hashes = GENERATE(false, true);
  ContentMark mark = mark_of(text);
  if (hashes) {
    config::Packer row;
    mark.pack(row);
    mark.pack_milestones(row);
    config::Unpacker from(row.bytes());
    REQUIRE((mark.unpack(from, text.size()) && mark.unpack_milestones(from) && from.ended()));
  }
  const auto begins = [&](const std::string& content) {
    write(folder / "file", content);
    const FileDescriptor file = open_to_read(folder / "file");
    const bool result = is_beginning(file.number(), mark, content.size()).value();
    CHECK(mark.may_begin_like(mark_of(content)) == result);
    return result;
  };
  for (const std::size_t size : {0U, 64U, 100U, 1024U, 1500U, 5000U, 8999U}) {
    CAPTURE(size);
    std::string content = text.substr(0, size);
    CHECK(mark.tells_of_beginning(size));
    CHECK(begins(content));
    if (size == 0) continue;
    content[size * 3 / 4] = 'X';
    CHECK((!begins(content) || size > 1024));  // between milestones nothing is looked at
    content.replace(size * 3 / 4, std::string::npos, size - size * 3 / 4, 'X');
    CHECK_FALSE(begins(content));
  }
  CHECK(begins(text.substr(0, 10)));
  CHECK(mark.tells_of_beginning(10) == !hashes);
}

TEST_CASE("a file that cannot be read is an error, not another file") {
  ContentMark mark = mark_of("a");
  CHECK_FALSE(still_holds(-1, mark, 1).has_value());
  CHECK_FALSE(is_beginning(-1, mark, 1).has_value());
}

}  // namespace
}  // namespace charterd::collectors::testing
