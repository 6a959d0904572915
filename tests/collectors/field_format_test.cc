#include "collectors/field_format.h"

#include <catch2/catch.hpp>

#include "collectors/record_reader.h"

namespace charterd::collectors {
namespace {

struct Fields {
  Fields(config::Source::Kind kind, config::FormatKind format,
         const std::vector<std::string>& wanted, const std::string& encoding = "")
      : decoder(encoding) {
    source.kind = kind;
    source.format.kind = format;
    source.format.regex = "total=(?P<total>[0-9]+)";
    for (const std::string& name : wanted) names.add(name);
    slots.values.resize(wanted.size());
    read_format.emplace(source, names, decoder);
  }
  // The values of the wanted fields, or why there are none.
  std::string read(std::vector<NamedValue> fields) {
    slots.clear();
    if (const auto wrong = read_format->read(fields, slots)) return std::string(name_of(*wrong));
    std::string result;
    for (const std::string_view value : slots.values) {
      result += '[';
      result += value;
      result += ']';
    }
    return result;
  }

  config::Source source;
  SlotNames names;
  SlotValues slots;
  TextDecoder decoder;
  std::optional<FieldFormat> read_format;
};

using Kind = config::Source::Kind;
using Format = config::FormatKind;

TEST_CASE("fields of the source are taken as they are, the first of equal ones") {
  Fields fields(Kind::syslog, Format::none, {"appname", "message", "sd.a.b"});
  CHECK(fields.read({{"message", "m"}, {"appname", "x"}, {"appname", "y"}, {"sd.a.b", "1"}}) ==
        "[x][m][1]");
  CHECK(fields.read({{"hostname", "h"}}) == "[][][]");
}

TEST_CASE("a field of the message has its own name, or one below the message's") {
  Fields fields(Kind::syslog, Format::json,
                {"total", "message.total", "timestamp", "message.timestamp", "a.b"});
  CHECK(fields.read(
            {{"timestamp", "now"}, {"message", R"({"total":5,"timestamp":"then","a":{"b":1}})"}}) ==
        "[5][5][now][then][1]");
  // The source's name is never a field of the message.
  CHECK(fields.read({{"message", R"({"timestamp":"then"})"}}) == "[][][][then][]");
}

TEST_CASE("journald's own fields are those in capitals") {
  Fields fields(Kind::journald, Format::logfmt, {"_PID", "MESSAGE.PID", "total"});
  CHECK(fields.read({{"_PID", "7"}, {"MESSAGE", "PID=8 total=9"}}) == "[7][8][9]");
}

TEST_CASE("a message that is not of the format is no record") {
  Fields json(Kind::syslog, Format::json, {"total"});
  CHECK(json.read({{"message", "{"}}) == "unparsable");
  CHECK(json.read({}) == "unparsable");
  Fields regex(Kind::syslog, Format::regex, {"total", "appname"});
  CHECK(regex.read({{"message", "total=12"}, {"appname", "a"}}) == "[12][a]");
  CHECK(regex.read({{"message", "total="}, {"appname", "a"}}) == "unparsable");
}

TEST_CASE("a cookie before JSON is passed over") {
  Fields fields(Kind::syslog, Format::json, {"total"});
  CHECK(fields.read({{"message", "@cee: {\"total\":1}"}}) == "[1]");
  CHECK(fields.read({{"message", " @cee:{\"total\":2}"}}) == "[2]");
  CHECK(fields.read({{"message", "@cee {\"total\":2}"}}) == "unparsable");
}

TEST_CASE("only what is wanted must be text") {
  Fields fields(Kind::journald, Format::none, {"MESSAGE"});
  CHECK(fields.read({{"MESSAGE", "a"}, {"BLOB", "\xff"}}) == "[a]");
  CHECK(fields.read({{"MESSAGE", "\xff"}}) == "bad_encoding");
  const std::string largest(kMaximumRecordSize, 'x');
  CHECK(fields.read({{"MESSAGE", largest}}).size() == largest.size() + 2);
  CHECK(fields.read({{"MESSAGE", largest + "x"}}) == "too_long");
}

TEST_CASE("several fields in another encoding are converted, each for itself") {
  Fields fields(Kind::syslog, Format::none, {"message", "hostname"}, "windows-1250");
  CHECK(fields.read({{"message", "\xe8"}, {"hostname", "\x9a"}}) == "[č][š]");
}

}  // namespace
}  // namespace charterd::collectors
