#include "collectors/json_format.h"

#include <random>

#include <catch2/catch.hpp>
#include <simdjson.h>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

// The values of `fields` in one line; "-" where absent; "?" when it is no record.
std::string values(JsonFormat& format, std::size_t count, std::string_view line) {
  SlotValues slots;
  slots.values.resize(count);
  const std::string padded = std::string(line) + "\n" + std::string(kReadPadding, '\xff');
  if (!format.read(std::string_view(padded.data(), line.size()), slots)) return "?";
  std::string text;
  for (const std::string_view value : slots.values) {
    text += (text.empty() ? "" : "|") + (value.empty() ? "-" : std::string(value));
  }
  return text;
}

std::string values(const std::vector<std::string>& fields, std::string_view line) {
  SlotNames names;
  for (const std::string& field : fields) names.add(field);
  JsonFormat format(names);
  return values(format, fields.size(), line);
}

TEST_CASE("JSON values keep their text") {
  CHECK(values({"a", "b", "c", "d"}, R"({"a":"x","b":-1.50e3,"c":true,"d":false,"e":[1,{}]})") ==
        "x|-1.50e3|true|false");
  CHECK(values({"a", "b"}, R"( { "a" : [1, "]"] , "b" : {"x": null} } )") ==
        R"([1, "]"]|{"x": null})");
  CHECK(values({"a", "b", "c"}, R"({"a":null,"b":""})") == "-|-|-");
  CHECK(values({"a"}, "{}") == "-");
}

TEST_CASE("the last of equal JSON keys wins, null included") {
  CHECK(values({"a"}, R"({"a":1,"a":2})") == "2");
  CHECK(values({"a"}, R"({"a":1,"a":null})") == "-");
  CHECK(values({"a.b"}, R"({"a":{"b":1},"a":{"c":2}})") == "-");
  CHECK(values({"a.b"}, R"({"a":{"b":1},"a":3})") == "-");
}

TEST_CASE("a JSON field may be a path or a key with dots") {
  CHECK(values({"ticket.id"}, R"({"ticket":{"id":7}})") == "7");
  CHECK(values({"ticket.id"}, R"({"ticket.id":8})") == "8");
  CHECK(values({"a.b.c"}, R"({"a":{"b":{"c":1}}})") == "1");
  CHECK(values({"a.b.c"}, R"({"a.b":{"c":2}})") == "2");
  CHECK(values({"a.b.c"}, R"({"a":{"b.c":3}})") == "3");
  CHECK(values({"a", "a.b"}, R"({"a":{"b":"x"}})") == R"({"b":"x"}|x)");
  CHECK(values({"a.b"}, R"({"a":[{"b":1}]})") == "-");
}

TEST_CASE("JSON escapes are decoded, in keys too") {
  CHECK(values({"a"}, R"({"a":"q\"b\\s\/ \b\f\n\r\t|"})") == "q\"b\\s/ \b\f\n\r\t|");
  CHECK(values({"a"}, R"({"a":"\u00e1\u20ac\ud83d\ude00\u0041"})") == "á€😀A");
  CHECK(values({"a"}, R"({"\u0061":1})") == "1");
  CHECK(values({"a", "b"}, R"({"a":"\ud83d","b":"x\ude00\ud83d\u0041"})") ==
        "\ufffd|x\ufffd\ufffdA");
}

TEST_CASE("what is not one whole JSON object is no record") {
  for (const char* line : {"",
                           "1",
                           "[]",
                           "\"x\"",
                           "null",
                           "{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,",
                           "{\"a\":1,}",
                           "{,}",
                           "{\"a\":1}}",
                           "{\"a\":1} x",
                           "{\"a\":1}{\"a\":2}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":.5}",
                           "{\"a\":1.}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":tru}",
                           "{\"a\":nulll}",
                           "{\"a\":NaN}",
                           "{\"a\":\"x}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12g4\"}",
                           "{\"a\":\"\t\"}",
                           "{\"a\":[}",
                           "{\"a\":[1,]}",
                           "{\"a\":[1}",
                           "{\"a\":{]}}",
                           "{\"a\":\"\\\"}"}) {
    INFO(line);
    CHECK(values({"a"}, line) == "?");
    CHECK(values({"z"}, line) == "?");
  }
}

TEST_CASE("objects and arrays nest to a limit") {
  const auto nested = [](int depth) {
    return "{\"a\":" + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "}";
  };
  CHECK(values({"b"}, nested(255)) == "-");
  CHECK(values({"b"}, nested(256)) == "?");
  CHECK(values({"b"}, "{\"a\":" + std::string(100'000, '[')) == "?");
  std::string path;
  for (int i = 0; i < 100'000; ++i) path += "{\"a\":";
  CHECK(values({"a.a"}, path) == "?");
}

TEST_CASE("what was read before does not change what a JSON line means") {
  SlotNames names;
  for (const char* field : {"event", "wait", "a_key_that_is_longer_than_sixteen_bytes"}) {
    names.add(field);
  }
  JsonFormat format(names);
  const std::vector<std::pair<std::string, std::string>> lines = {
      {R"({"event":"x","wait":1})", "x|1|-"},
      {R"({"wait":2,"event":"y"})", "y|2|-"},
      {R"({"event":"x","waits":1,"wai":2,"wait":3})", "x|3|-"},
      {R"({"a_key_that_is_longer_than_sixteen_bytes":1,)"
       R"("a_key_that_is_longer_than_sixteen_byte":2})",
       "-|-|1"},
      {R"({"event" : "x", "wait" :1})", "x|1|-"},
      {R"({"even":1,"event":2,"eventt":3})", "2|-|-"}};
  for (int round = 0; round < 3; ++round) {
    for (const auto& [line, expected] : lines) CHECK(values(format, 3, line) == expected);
  }
}

TEST_CASE("many more keys than are remembered are all read right") {
  SlotNames names;
  names.add("k77");
  JsonFormat format(names);
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string line = "{";
    for (int i = 0; i < 150; ++i) line += "\"k" + std::to_string(random() % 500 + 100) + "\":1,";
    line += "\"k77\":" + std::to_string(round) + "}";
    REQUIRE(values(format, 1, line) == std::to_string(round));
  }
}

// The library that parses JSON elsewhere is the judge: exactly its records are records.
TEST_CASE("mutated JSON lines are accepted exactly when simdjson accepts them") {
  const std::vector<std::string> seeds = {
      R"({"event":"call.answered","ts":"2026-03-01T00:00:05.147Z","wait":3.25,"x":[1,-2e5,true]})",
      R"({"a":{"b":{"c":[{}, [], "\u00e1\n", null]}}, "d" : false , "e":"z\\"})"};
  const std::string alphabet = R"({}[]",:\0123456789.-+eEutrfalsn )";
  std::mt19937 random(11);
  simdjson::dom::parser judge;
  SlotNames names;
  for (const char* field : {"event", "wait", "a.b.c", "d"}) names.add(field);
  JsonFormat format(names);
  int accepted = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string line = seeds[random() % seeds.size()];
    for (std::size_t edits = random() % 3; edits > 0 && !line.empty(); --edits) {
      const std::size_t at = random() % line.size();
      const char c = alphabet[random() % alphabet.size()];
      const auto kind = random() % 3;
      if (kind == 0) line[at] = c;
      if (kind == 1) line.insert(at, 1, c);
      if (kind == 2) line.erase(at, 1);
    }
    simdjson::dom::object object;
    const bool good = judge.parse(line).get_object().get(object) == simdjson::SUCCESS;
    accepted += good ? 1 : 0;
    INFO(line);
    REQUIRE((values(format, 4, line) != "?") == good);
  }
  CHECK(accepted > 10'000);
}

}  // namespace
}  // namespace charterd::collectors
