#include "collectors/logfmt_format.h"

#include <catch2/catch.hpp>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

std::string values(const std::vector<std::string>& fields, std::string_view line) {
  SlotNames names;
  for (const std::string& field : fields) names.add(field);
  LogfmtFormat format(names);
  SlotValues slots;
  slots.values.resize(fields.size());
  const std::string padded = std::string(line) + "\n" + std::string(kReadPadding, '\xff');
  if (!format.read(std::string_view(padded.data(), line.size()), slots)) return "?";
  std::string text;
  for (const std::string_view value : slots.values) {
    text += (text.empty() ? "" : "|") + (value.empty() ? "-" : std::string(value));
  }
  return text;
}

TEST_CASE("logfmt pairs are read, other keys passed over") {
  CHECK(values({"a", "b"}, "x=0 a=1 y=2 b=two") == "1|two");
  CHECK(values({"a", "b"}, "  a=1 \t b=2  ") == "1|2");
  CHECK(values({"a", "longer_than_eight"}, "longer_than_eight=1 a=2") == "2|1");
}

TEST_CASE("the last of equal logfmt keys wins") { CHECK(values({"a"}, "a=1 a=2") == "2"); }

TEST_CASE("logfmt values in quotes may have blanks and escapes") {
  CHECK(values({"a", "b"}, R"(a="x y" b="q\"\\\n\tz\u00e1")") == "x y|q\"\\\n\tzá");
  CHECK(values({"a", "b"}, R"(a="x=1 b=2" b=3)") == "x=1 b=2|3");
  CHECK(values({"a"}, R"(a="C:\qdir\u12")") == "C:qdiru12");
}

TEST_CASE("a logfmt key without a value is true, with an empty one absent") {
  CHECK(values({"a", "b", "c"}, R"(a b= c="")") == "true|-|-");
  CHECK(values({"a", "b"}, "b=1 a") == "true|1");
}

TEST_CASE("a plain logfmt value ends at a blank and may have = and quotes inside") {
  CHECK(values({"a", "b"}, "a=b=c=d b=5\"") == "b=c=d|5\"");
}

TEST_CASE("a line without = or with an open quote is no logfmt record") {
  for (const char* line : {"", "hello world", R"(a="x)", R"(a="x\")", R"(a=1 b=")"}) {
    INFO(line);
    CHECK(values({"a"}, line) == "?");
  }
}

TEST_CASE("stray quotes and equals signs before a logfmt key do no harm") {
  CHECK(values({"a"}, R"("x" =y a=1)") == "1");
}

TEST_CASE("a logfmt value that goes on behind its closing quote is damaged") {
  CHECK(values({"a", "b"}, R"(a="x"b=2)") == "?");
  CHECK(values({"a"}, R"(a="3"x)") == "?");
}

TEST_CASE("control characters in logfmt quotes do not end the value") {
  CHECK(values({"a"}, std::string_view("a=\"x\0\ty\"", 8)) == std::string("x\0\ty", 4));
}

}  // namespace
}  // namespace charterd::collectors
