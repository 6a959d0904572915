#include "config/yaml_reader.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "config/loader.h"

namespace charterd::config {
namespace {

using Kind = YamlNode::Kind;

struct Reading {
  std::optional<YamlNode> root;
  std::vector<Diagnostic> found;

  std::string first_message() const { return found.empty() ? "" : found[0].message; }
  Place first_place() const { return found.empty() ? Place{} : found[0].place; }
};

Reading read(const std::string& text) {
  Diagnostics diagnostics("a.yml", text);
  Reading reading;
  reading.root = read_yaml(text, diagnostics);
  reading.found = diagnostics.take();
  return reading;
}

YamlNode tree(const std::string& text) {
  Reading reading = read(text);
  INFO(text);
  REQUIRE(reading.found.empty());
  REQUIRE(reading.root.has_value());
  return std::move(*reading.root);
}

TEST_CASE("A tree keeps the order, the text and the places of everything") {
  const YamlNode root = tree("b: one\na: [two, {c: three}]\n");
  REQUIRE(root.is_mapping());
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].key == "b");
  CHECK(root.entries[0].place == Place{1, 1});
  CHECK(root.entries[0].value.text == "one");
  CHECK(root.entries[0].value.place == Place{1, 4});
  const YamlNode& list = root.entries[1].value;
  REQUIRE(list.is_sequence());
  REQUIRE(list.items.size() == 2);
  CHECK(list.place == Place{2, 4});
  CHECK(list.items[0].place == Place{2, 5});
  CHECK(list.items[1].place == Place{2, 10});
  CHECK(list.items[1].entries.at(0).place == Place{2, 11});
  CHECK(list.items[1].entries.at(0).value.text == "three");
}

TEST_CASE("Columns count characters, not bytes") {
  const YamlNode root = tree("jméno: ž\nčíslo: {ř: š, x: y}\n");
  CHECK(root.entries[0].value.place == Place{1, 8});
  CHECK(root.entries[1].place == Place{2, 1});
  const YamlNode& inner = root.entries[1].value;
  CHECK(inner.place == Place{2, 8});
  CHECK(inner.entries.at(0).value.place == Place{2, 12});
  CHECK(inner.entries.at(1).place == Place{2, 15});
}

TEST_CASE("Nothing is evaluated: numbers and words keep their text") {
  const YamlNode root = tree("[010, .nan, 1e3, true, yes, 2026-03-02, 0x10, -0]\n");
  std::string texts;
  for (const YamlNode& item : root.items) {
    CHECK(item.is_scalar());
    CHECK_FALSE(item.quoted);
    texts += item.text + " ";
  }
  CHECK(texts == "010 .nan 1e3 true yes 2026-03-02 0x10 -0 ");
}

TEST_CASE("Quotes and blocks are told from plain texts") {
  const YamlNode root =
      tree("a: \"x\\ty\"\nb: 'it''s'\nc: |\n  one\n  two\nd: plain\ne: \"null\"\nf: \"\"\n");
  CHECK(root.entries[0].value.text == "x\ty");
  CHECK(root.entries[0].value.quoted);
  CHECK(root.entries[1].value.text == "it's");
  CHECK(root.entries[1].value.quoted);
  CHECK(root.entries[2].value.text == "one\ntwo\n");
  CHECK(root.entries[2].value.quoted);
  CHECK_FALSE(root.entries[3].value.quoted);
  CHECK(root.entries[4].value.is_scalar());
  CHECK(root.entries[4].value.text == "null");
  CHECK(root.entries[5].value.is_scalar());
  CHECK(root.entries[5].value.text.empty());
}

TEST_CASE("A value that is not there is null at its key, a written null at itself") {
  const YamlNode root = tree("one:\ntwo: ~\nthree: null\nfour: {a: , b: x}\n");
  CHECK(root.entries[0].value.is_null());
  CHECK(root.entries[0].value.place == Place{1, 1});
  CHECK(root.entries[1].value.is_null());
  CHECK(root.entries[1].value.place == Place{2, 6});
  CHECK(root.entries[2].value.is_null());
  CHECK(root.entries[2].value.place == Place{3, 8});
  CHECK(root.entries[3].value.entries.at(0).value.place == Place{4, 8});
}

TEST_CASE("An empty document is null") {
  CHECK(tree("").is_null());
  CHECK(tree("# only words\n").is_null());
  CHECK(tree("\xEF\xBB\xBF").is_null());
}

TEST_CASE("A byte order mark is skipped and takes no column") {
  const YamlNode root = tree(
      "\xEF\xBB\xBF"
      "a: b\n");
  CHECK(root.entries.at(0).place == Place{1, 1});
}

TEST_CASE("Lines may end with carriage return and line feed") {
  const YamlNode root = tree("a: b\r\nc:\r\n  d: e\r\n");
  CHECK(root.entries.at(0).value.text == "b");
  CHECK(root.entries.at(1).value.entries.at(0).place == Place{3, 3});
}

TEST_CASE("An alias to itself is refused, and the rest is still read") {
  const Reading reading = read("a: &x [*x]\nb: c\n");
  REQUIRE(reading.root.has_value());
  REQUIRE(reading.found.size() == 2);
  CHECK(reading.found[0].message == "anchors are not read");
  CHECK(reading.found[0].place == Place{1, 4});
  CHECK(reading.found[1].message == "aliases are not read");
  CHECK(reading.found[1].place == Place{1, 8});
  CHECK(reading.root->entries.at(0).value.items.at(0).is_unusable());
  CHECK(reading.root->entries.at(1).value.text == "c");
}

TEST_CASE("Aliases of aliases are not multiplied") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    text += name + ": &" + name + " [" + before;
    for (int k = 0; k < 9; ++k) text += ", " + before;
    text += "]\n";
  }
  const Reading reading = read(text);
  CHECK(reading.first_message() == "anchors are not read");
  // Also the number of messages has its limit.
  CHECK(reading.found.size() == 100);
  CHECK_FALSE(reading.root.has_value());
}

TEST_CASE("A tag makes its value unusable, and is reported at its place") {
  const Reading reading = read("a: !!int 3\nb: !x {c: d}\ne: != 3\n");
  REQUIRE(reading.found.size() == 3);
  CHECK(reading.found[0].message == "tags are not read: !!int");
  CHECK(reading.found[1].place == Place{2, 4});
  CHECK(reading.found[2].hint == "write \"!= 3\"");
  CHECK(reading.root.value().entries.at(0).value.is_unusable());
}

TEST_CASE("A key that stands twice is reported where it stands again, the first is kept") {
  const Reading reading = read("a: 1\n\"a\": 2\nb: {c: 1, c: 2, c: 3}\n");
  REQUIRE(reading.found.size() == 3);
  CHECK(reading.found[0].place == Place{2, 1});
  CHECK(reading.found[1].place == Place{3, 11});
  CHECK(reading.root.value().entries.size() == 2);
  CHECK(reading.root.value().entries.at(0).value.text == "1");
}

TEST_CASE("Keys that are no texts are refused") {
  CHECK(read("[a]: b\n").first_message() == "a key must be a text, not a list");
  CHECK(read("{a: b}: c\n").first_message() == "a key must be a text, not a mapping");
  CHECK(read("? \n: c\n").first_message() == "a key must be a text, not nothing");
  CHECK(read("\"\": c\n").first_message() == "a key must be a text, not empty");
  CHECK(read("<<: {a: b}\n").first_message() == "merge keys are not read");
}

TEST_CASE("Nesting is read to its limit and not beyond") {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  CHECK(read(nested(kMaximumYamlDepth)).found.empty());
  const Reading reading = read(nested(kMaximumYamlDepth + 1));
  CHECK_FALSE(reading.root.has_value());
  CHECK(reading.first_message() == "nested more than 64 deep");
  CHECK(reading.first_place() == Place{1, 65});
  CHECK_FALSE(read(nested(100'000)).root.has_value());
  CHECK_FALSE(read(std::string(100'000, '{')).root.has_value());
  std::string items;
  for (int i = 0; i < 1'000; ++i) items += "- ";
  CHECK_FALSE(read(items + "a\n").root.has_value());
}

TEST_CASE("A file that is too large is refused, the largest is not") {
  std::string text = "a: " + std::string(kMaximumFileSize - 4, 'x') + "\n";
  REQUIRE(text.size() == kMaximumFileSize);
  CHECK(read(text).found.empty());
  text += "\n";
  const Reading reading = read(text);
  CHECK(reading.first_message() == "the file is larger than 1 MiB");
  CHECK(reading.first_place() == Place{});
}

TEST_CASE("Bytes that are not UTF-8 are reported at their place") {
  for (const std::string bytes : {"\xFF", "\xC0\xAF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\x80",
                                  "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80"}) {
    const Reading reading = read("a: é\nb: ž" + bytes + "x\n");
    CHECK_FALSE(reading.root.has_value());
    CHECK(reading.first_message() == "the file is not UTF-8 here");
    CHECK(reading.first_place() == Place{2, 5});
  }
  CHECK(read("a: \xF0\x9F\x93\x9E\n").found.empty());
}

TEST_CASE("Control characters are refused, also those that the parser takes for the file's end") {
  CHECK(read(std::string("a: b\0c\n", 7)).first_message() ==
        "a control character (U+0000) cannot stand in YAML");
  CHECK(read("a: b\x04\nc: d\n").first_place() == Place{1, 5});
  CHECK(read("a: b\rc: d\n").first_message() ==
        "a control character (U+000D) cannot stand in YAML");
}

TEST_CASE("A quote that is never closed does not swallow the rest of the file in silence") {
  for (const std::string text : {"a: \"b\nc: d\n", "a: 'it''s\nc: d\n", "a: \"b\\\"\n"}) {
    const Reading reading = read(text);
    CHECK_FALSE(reading.root.has_value());
    CHECK(reading.first_message() == "this quote is never closed");
    CHECK(reading.first_place() == Place{1, 4});
  }
}

TEST_CASE("A quote that is closed too late is suspected where the parser stumbles") {
  const Reading reading = read("a: \"b\nc: \"d\"\n");
  REQUIRE_FALSE(reading.found.empty());
  CHECK(reading.found[0].hint == "is the quote of line 1, column 4 closed where it should be?");
}

TEST_CASE("A second document is refused, the marks around one document are not") {
  CHECK(read("%YAML 1.2\n---\na: b\n...\n").found.empty());
  const Reading reading = read("a: b\n---\nc: d\n");
  CHECK(reading.first_message() == "a second document cannot follow");
  CHECK(reading.first_place() == Place{2, 1});
}

TEST_CASE("Every broken text is refused with a place, and none is half read") {
  for (const std::string text : {"a: > 10m\n",
                                 "{a: > 10m}\n",
                                 "a: >= 1\n",
                                 "a: @b\n",
                                 "a: `b`\n",
                                 "a: %b\n",
                                 "a:\n\tb: c\n",
                                 "a: b: c\n",
                                 "a: {b: c\nd: e\n",
                                 "a: [b, c\nd: e\n",
                                 "a: b\n  c: d\n",
                                 "- a\nb: c\n",
                                 "a: b\n- c\n",
                                 "a: \"\\d\"\n",
                                 "a: *b\n",
                                 "a: * b\n",
                                 "a: & b\n",
                                 "a: b\nc\nd: e\n",
                                 "}\n",
                                 "? [\n",
                                 "a: {b\n"}) {
    const Reading reading = read(text);
    INFO(text);
    CHECK_FALSE(reading.root.has_value());
    REQUIRE(reading.found.size() == 1);
    CHECK(reading.first_place().line > 0);
    CHECK(reading.first_message().find("this is not YAML") == std::string::npos);
  }
}

}  // namespace
}  // namespace charterd::config
