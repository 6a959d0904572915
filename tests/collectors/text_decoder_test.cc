#include "collectors/text_decoder.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

// Which lines of `text` can be decoded, as a row of '+' and '-'.
std::string decodable(const std::string& encoding, const std::string& text) {
  TextDecoder decoder(encoding);
  const std::string padded = text + std::string(kReadPadding, '\xff');
  const std::string_view bytes(padded.data(), text.size());
  decoder.begin(bytes);
  std::string result;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = bytes.find('\n', at);
    result += decoder.decode(bytes.substr(at, end - at)) ? '+' : '-';
    at = end + 1;
  }
  return result;
}

TEST_CASE("bad UTF-8 is found in its line among megabytes of good ones") {
  for (const std::size_t bad : {0U, 1U, 700U, 20'000U, 49'999U}) {
    std::string text;
    std::string expected;
    for (std::size_t i = 0; i < 50'000; ++i) {
      text += i == bad ? "bad \xc3\x28\n" : "good \xc3\xa1 line\n";
      expected += i == bad ? '-' : '+';
    }
    CHECK(decodable("", text) == expected);
  }
}

TEST_CASE("characters that a line feed cuts in two make both lines bad") {
  CHECK(decodable("",
                  "a\xc3\n\xa1"
                  "b\nc\n") == "--+");
}

TEST_CASE("UTF-8 is known by its usual names") {
  for (const char* name : {"", "utf-8", "UTF8", "ascii"}) {
    CHECK(TextDecoder(name).is_utf8());
  }
  CHECK_FALSE(TextDecoder("windows-1250").is_utf8());
}

TEST_CASE("a multibyte encoding is converted, and cut characters are bad") {
  CHECK(decodable("shift_jis", "\x93\xfa\x96\x7b\nplain\n\x93\n") == "++-");
}

TEST_CASE("converted text grows as it must") {
  TextDecoder decoder("windows-1252");
  const std::string line = std::string(1000, '\x80') + "\n" + std::string(kReadPadding, '\xff');
  decoder.begin({line.data(), 1001});
  const auto text = decoder.decode({line.data(), 1000});
  REQUIRE(text.has_value());
  CHECK(text->size() == 3000);
  CHECK(text->substr(0, 3) == "€");
  CHECK(text->data()[text->size()] == '\n');
}

}  // namespace
}  // namespace charterd::collectors
