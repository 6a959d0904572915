#include "daemon/utf8.h"

#include <catch2/catch.hpp>

using namespace charterd::daemon;

TEST_CASE("Width counts columns, not bytes") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("žluť") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("😀") == 2);
  CHECK(display_width("\xFF\xFE") == 2);
}

TEST_CASE("Characters are counted, not bytes") {
  CHECK(code_points("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("žluť") == 4);
  CHECK(code_points("日本") == 2);
  CHECK(code_points("a\xFF") == 2);
}

TEST_CASE("A text that is too wide ends with an ellipsis within the width") {
  CHECK(cut_to_width("abc", 3) == "abc");
  CHECK(cut_to_width("abcd", 3) == "ab…");
  CHECK(cut_to_width("ab cd", 4) == "ab…");
  CHECK(cut_to_width("日本語", 5) == "日本…");
  CHECK(cut_to_width("日本語", 4) == "日…");
  CHECK(cut_to_width("abc", 1) == "…");
}

TEST_CASE("One line holds nothing that a terminal would obey") {
  CHECK(one_line("  a\n b\t\tc ") == "a b c");
  CHECK(one_line("\x1b[31mred") == "\uFFFD[31mred");
  CHECK(one_line("a\u202Eb") == "a\uFFFDb");
  CHECK(one_line("a\xFFz") == "a\uFFFDz");
  CHECK(one_line("") == "");
}
