#include "config/diagnostic.h"

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

TEST_CASE("A diagnostic shows place, message, source line, caret and hint") {
  Diagnostics found("charter.yml", "id: x\ngoal: at leest 80%\n");
  found.error({2, 7}, "\"at leest 80%\" is no goal", "did you mean \"at least 80%\"?");
  CHECK(found.has_errors());
  const auto all = found.take();
  REQUIRE(all.size() == 1);
  CHECK(render(all[0]) ==
        "charter.yml:2:7: \"at leest 80%\" is no goal\n"
        "  goal: at leest 80%\n"
        "        ^\n"
        "  did you mean \"at least 80%\"?\n");
}

TEST_CASE("A line of a log has place, message and hint") {
  Diagnostics found("a.yml", "one\n");
  found.error({1, 2}, "odd\nname", "write two");
  found.warning({}, "hm");
  const auto all = found.take();
  CHECK(render_line(all.at(0)) == "a.yml: warning: hm");
  CHECK(render_line(all.at(1)) == "a.yml:1:2: odd?name; write two");
}

TEST_CASE("A warning says so and is no error") {
  Diagnostics found("a.yml", "one\r\n");
  found.warning({1, 1}, "odd");
  CHECK_FALSE(found.has_errors());
  CHECK(render(found.take().at(0)) == "a.yml:1:1: warning: odd\n  one\n  ^\n");
}

TEST_CASE("A diagnostic of the whole file has neither line nor caret") {
  Diagnostics found("a.yml", "");
  found.error({}, "the file is empty");
  CHECK(render(found.take().at(0)) == "a.yml: the file is empty\n");
}

TEST_CASE("A place behind the end of the file has no source line") {
  Diagnostics found("a.yml", "one\n");
  found.error({2, 1}, "nothing here");
  CHECK(render(found.take().at(0)) == "a.yml:2:1: nothing here\n");
}

TEST_CASE("Diagnostics come in the order of their places, those of one place as they were found") {
  Diagnostics found("a.yml", "one\ntwo\n");
  found.error({2, 1}, "third");
  found.warning({1, 3}, "first");
  found.error({1, 3}, "second");
  found.error({2, 1}, "fourth");
  std::string order;
  for (const Diagnostic& diagnostic : found.take()) order += diagnostic.message + " ";
  CHECK(order == "first second third fourth ");
  CHECK(found.take().empty());
  CHECK(found.has_errors());
}

TEST_CASE("The caret counts characters, a byte order mark is none") {
  Diagnostics found("a.yml",
                    "\xEF\xBB\xBF"
                    "jméno: žluťoučký\n");
  found.error({1, 8}, "no");
  CHECK(render(found.take().at(0)) == "a.yml:1:8: no\n  jméno: žluťoučký\n         ^\n");
}

TEST_CASE("Control characters never reach the terminal") {
  Diagnostics found("a.yml",
                    "a\tb\x1B[2Jc\x7F\xC2\x9B"
                    "d\n");
  found.error({1, 2}, "bad \x1B name\nsecond", "try\x07 it");
  CHECK(render(found.take().at(0)) ==
        "a.yml:1:2: bad ? name?second\n  a?b?[2Jc??d\n   ^\n  try? it\n");
}

TEST_CASE("A long line is cut around the column") {
  const std::string line = std::string(300, 'a') + "X" + std::string(300, 'b');
  Diagnostics found("a.yml", line);
  found.error({1, 301}, "X");
  found.error({1, 1}, "start");
  const auto all = found.take();
  CHECK(render(all[0]) == "a.yml:1:1: start\n  " + std::string(160, 'a') + "...\n  ^\n");
  CHECK(render(all[1]) == "a.yml:1:301: X\n  ..." + std::string(80, 'a') + "X" +
                              std::string(79, 'b') + "...\n     " + std::string(80, ' ') + "^\n");
}

}  // namespace
}  // namespace charterd::config
