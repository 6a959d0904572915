// Knowing the beginning of content again.
#include "collectors/milestones.h"

#include <catch2/catch.hpp>

namespace charterd::collectors {
namespace {

std::string counted(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + ',';
  return text.substr(0, size);
}

Milestones of(const std::string& text, std::size_t piece = 1 << 20) {
  Milestones result;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    result.add(at, std::string_view(text).substr(0, at), std::string_view(text).substr(at, piece));
  }
  return result;
}

TEST_CASE("four milestones stand in each doubling, from 64 bytes on") {
  const std::uint64_t expected[] = {64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    CHECK(Milestones::offset_of(i) == expected[i]);
  }
  CHECK(of(counted(63)).count() == 0);
  CHECK(of(counted(64)).count() == 1);
  CHECK(of(counted(2048)).count() == 21);
}

TEST_CASE("milestones do not depend on the pieces in which the content came") {
  const std::string text = counted(5000);
  const std::size_t piece = GENERATE(1U, 7U, 63U, 64U, 65U, 1000U);
  const Milestones whole = of(text);
  const Milestones pieces = of(text, piece);
  REQUIRE(pieces.count() == whole.count());
  CHECK(pieces.agree_with(whole));
  for (std::size_t i = 0; i < pieces.count(); ++i) CHECK(pieces.known(i));
}

TEST_CASE("milestones agree with those of a beginning, and with no other content") {
  const std::string text = counted(5000);
  const std::size_t size = GENERATE(63U, 64U, 100U, 1024U, 1500U, 4999U, 5000U);
  CHECK(of(text).agree_with(of(text.substr(0, size))));
  CHECK(of(text.substr(0, size)).agree_with(of(text)));
  CHECK(of(text).tell_of(size) == (size >= 64));
  if (size < 64) return;
  std::string other = text.substr(0, size);
  other[Milestones::offset_of(of(other).count() - 1) - 1] = 'X';
  CHECK_FALSE(of(text).agree_with(of(other)));
}

TEST_CASE("what is unknown agrees with everything, and tells of nothing") {
  const std::string text = counted(5000);
  Milestones unknown(text.size());
  CHECK(unknown.count() == of(text).count());
  CHECK(unknown.agree_with(of(text)));
  CHECK(of(text).agree_with(unknown));
  CHECK_FALSE(unknown.tell_of(3000));
  // What comes behind is known, but for what reaches into what is not.
  unknown.add(text.size(), "", text);
  CHECK_FALSE(unknown.tell_of(5119));
  CHECK(unknown.tell_of(5120));
}

TEST_CASE("milestones are kept, and refused when they cannot be of so many bytes") {
  const Milestones before = of(counted(5000));
  config::Packer row;
  before.pack(row);
  for (const std::size_t size : {4000U, 5000U, 9000U}) {
    config::Unpacker from(row.bytes());
    Milestones after;
    CHECK(after.unpack(from, size) == (size == 5000));
    if (size == 5000) CHECK(after.agree_with(before));
  }
}

}  // namespace
}  // namespace charterd::collectors
