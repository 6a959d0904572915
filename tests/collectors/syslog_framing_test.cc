#include "collectors/syslog_framing.h"

#include <string>

#include <catch2/catch.hpp>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

// What comes of the bytes, given in pieces of `piece`; a final `closed` when they are of no use.
std::string read(const std::string& bytes, std::size_t piece = 1 << 22, bool end = false) {
  std::string result;
  const auto emit = [&](std::string_view text, std::optional<Reason> wrong) {
    result += '(';
    result += wrong ? name_of(*wrong) : text.size() < 100 ? text : std::to_string(text.size());
    result += ')';
  };
  SyslogFraming framing;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (!framing.take(std::string_view(bytes).substr(at, piece), emit)) return result + "closed";
  }
  if (end) framing.end(emit);
  return result;
}

TEST_CASE("both ways of framing may follow each other on one connection") {
  const std::size_t piece = GENERATE(1U, 2U, 3U, 7U, 1000U);
  CHECK(read("5 <1>ab<2>cd\n12 <3>line\nfeed<4>e\r\n\n", piece) ==
        "(<1>ab)(<2>cd)(<3>line\nfeed)(<4>e\r)");
}

TEST_CASE("a NUL ends a line, too") {
  const std::size_t piece = GENERATE(1U, 2U, 3U, 1000U);
  CHECK(read(std::string("<1>a\0<1>b\0<1>c\n\0<1>d\0", 21), piece) == "(<1>a)(<1>b)(<1>c)(<1>d)");
}

TEST_CASE("a message that has begun waits for its end") {
  CHECK(read("<1>a").empty());
  CHECK(read("10 <1>a").empty());
  CHECK(read("10").empty());
}

TEST_CASE("half a message is none when the connection ends") {
  const bool end = true;
  CHECK(read("<1>a\n<1>b", 100, end) == "(<1>a)(unparsable)");
  CHECK(read("10 <1>a", 100, end) == "(unparsable)");
  CHECK(read("<1>a\n", 100, end) == "(<1>a)");
}

TEST_CASE("a message over the limit is left out whole and counted once") {
  const std::size_t piece = GENERATE(1000U, 65'536U, 1U << 22);
  const std::string largest = "<1>" + std::string(kMaximumRecordSize - 3, 'x');
  const std::string most = std::to_string(kMaximumRecordSize);
  CHECK(read(largest + "\n<1>a\n", piece) == "(" + most + ")(<1>a)");
  CHECK(read(most + " " + largest + "<1>a\n", piece) == "(" + most + ")(<1>a)");
  CHECK(read(largest + "y\n<1>a\n", piece) == "(too_long)(<1>a)");
  CHECK(read(std::to_string(kMaximumRecordSize + 1) + " " + largest + "y<1>a\n", piece) ==
        "(too_long)(<1>a)");
  CHECK(read(largest + largest, piece, true) == "(too_long)");
}

TEST_CASE("a number that counts nothing makes the connection useless") {
  CHECK(read("12345678901 <1>a") == "(unparsable)closed");
  CHECK(read("5<1>a") == "(unparsable)closed");
  CHECK(read("<1>a\n17x") == "(<1>a)(unparsable)closed");
}

TEST_CASE("what is no syslog at all comes out line by line") {
  CHECK(read("GET / HTTP/1.1\r\n\r\n") == "(GET / HTTP/1.1\r)");
}

}  // namespace
}  // namespace charterd::collectors
