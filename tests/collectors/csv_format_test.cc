#include "collectors/csv_format.h"

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using Strings = std::vector<std::string>;
using testing::read;
using testing::Reading;
using testing::Setup;
using testing::summary;

constexpr const char* kHeader = "ts,event,wait\n";
constexpr const char* kGood = "2026-03-01T00:00:05Z,call.answered,";

Strings waits(const Reading& reading) {
  Strings found;
  for (const std::string& event : reading.events) {
    const std::size_t at = event.find(" wait=");
    found.push_back(at == std::string::npos ? "-" : event.substr(at + 6));
  }
  return found;
}

TEST_CASE("a CSV header names the columns and is no record") {
  const Reading reading =
      read(Setup(config::FormatKind::csv), std::string(kHeader) + kGood + "7\n");
  CHECK(waits(reading) == Strings{"7"});
  CHECK(reading.counts.records == 1);
  CHECK(reading.state.header == "ts,event,wait");
}

TEST_CASE("a CSV header may be quoted, marked, padded and in any order") {
  const std::string text = std::string("\xef\xbb\xbf") +
                           "\"wait\" , other,\"ts\",event\r\n"
                           "3,x,2026-03-01T00:00:05Z,call.answered\r\n";
  CHECK(waits(read(Setup(config::FormatKind::csv),
                   std::string("\xef\xbb\xbf") + "\"wait\", other,\"ts\",event\r\n"
                                                 "3,x,2026-03-01T00:00:05Z,call.answered\r\n")) ==
        Strings{"3"});
  // A blank between the quote and the delimiter is no CSV.
  CHECK(summary(read(Setup(config::FormatKind::csv), text).counts) == "unparsable 2");
}

TEST_CASE("repeated CSV headers of concatenated exports are no records") {
  const std::string one = std::string(kHeader) + kGood + "7\n";
  const Reading reading = read(Setup(config::FormatKind::csv), one + "\xef\xbb\xbf" + one);
  CHECK(waits(reading) == Strings{"7", "7"});
  CHECK(reading.counts.records == 2);
}

TEST_CASE("CSV columns may be named by the configuration") {
  Setup setup(config::FormatKind::csv);
  setup.source.format.csv.header = false;
  setup.source.format.csv.columns = {"ts", "event", "wait"};
  CHECK(waits(read(setup, std::string(kGood) + "7\n")) == Strings{"7"});
}

TEST_CASE("a CSV header without the wanted columns filters every record") {
  CHECK(summary(read(Setup(config::FormatKind::csv), "a,b\n1,2\n3,4\n").counts) == "filtered 2");
}

TEST_CASE("quoted CSV fields may have delimiters, doubled quotes and newlines") {
  const std::string text = std::string(kHeader) + kGood + "\"a,b\"\n" + kGood + "\"q\"\"\"\"q\"\n" +
                           kGood + "\"one\ntwo\r\nthree\"\r\n" + kGood + "\"\"\n" + kGood +
                           "\"\"\"\"\n" + kGood + "5\" screen\n";
  const Reading reading = read(Setup(config::FormatKind::csv), text);
  CHECK(waits(reading) == Strings{"a,b", "q\"\"q", "one\ntwo\r\nthree", "-", "\"", "5\" screen"});
  CHECK(summary(reading.counts) == "accepted 6");
  CHECK(reading.state.line == 10);
}

TEST_CASE("after a wrong quote only the first line of a CSV record is lost") {
  const std::string start = std::string(kHeader) + kGood + "1\n";
  for (const char* wrong :
       {"2026-03-01T00:00:05Z,call.answered,\"x\n", "2026-03-01T00:00:05Z,call.answered,\"x\"y\n",
        "\"2026-03-01T00:00:05Z,call.answered,1\n"}) {
    const Reading reading = read(Setup(config::FormatKind::csv), start + wrong + kGood + "2\n");
    INFO(wrong);
    CHECK(waits(reading) == Strings{"1", "2"});
    REQUIRE(reading.rejected.size() == 1);
    CHECK(reading.rejected[0].substr(0, 14) == "f:3 unparsable");
  }
}

TEST_CASE("a stray quote that ties lines together loses only its own line") {
  const std::string text =
      std::string(kHeader) + kGood + "\"1\n" + kGood + "2\n" + kGood + "3\",4,5\n" + kGood + "6\n";
  CHECK(waits(read(Setup(config::FormatKind::csv), text)) == Strings{"2", "6"});
}

TEST_CASE("a CSV quote that does not close within a record's greatest size loses one line") {
  std::string text = std::string(kHeader) + kGood + "\"open\n";
  while (text.size() < 2 * kMaximumRecordSize) text += std::string(kGood) + "1\n";
  const Reading reading = read(Setup(config::FormatKind::csv), text);
  CHECK(reading.rejected.size() == 1);
  CHECK(reading.counts.accepted + 1 == reading.counts.records);
  CHECK(reading.counts.accepted > 40'000);
}

TEST_CASE("CSV records with the wrong number of fields are unparsable") {
  const std::string text = std::string(kHeader) + "2026-03-01T00:00:05Z,call.answered\n" + kGood +
                           "1,2\n" + kGood + "3,,\n" + kGood + "4,\"\"\n" + kGood + "\n";
  const Reading reading = read(Setup(config::FormatKind::csv), text);
  CHECK(waits(reading) == Strings{"3", "4", "-"});
  CHECK(summary(reading.counts) == "accepted 3, unparsable 2");
}

TEST_CASE("CSV delimiter and quote are what the configuration says") {
  Setup setup(config::FormatKind::csv);
  setup.source.format.csv.delimiter = '\t';
  setup.source.format.csv.quote = '\'';
  const std::string text = "ts\tevent\twait\n2026-03-01T00:00:05Z\tcall.answered\t'a\tb'\n";
  CHECK(waits(read(setup, text)) == Strings{"a\tb"});
  setup.source.format.csv.quote = '\0';
  CHECK(waits(read(setup, "ts\tevent\twait\n2026-03-01T00:00:05Z\tcall.answered\t\"a\n")) ==
        Strings{"\"a"});
}

TEST_CASE("a CSV stream whose first line is no header has no records that fit") {
  const std::string rows = std::string(kGood) + "1\n" + kGood + "2\n";
  const Reading broken = read(Setup(config::FormatKind::csv), "ts,\"event\"x,wait\n" + rows);
  CHECK(summary(broken.counts) == "unparsable 3");
  const Reading binary = read(Setup(config::FormatKind::csv), "ts,event,\xff\n" + rows);
  CHECK(summary(binary.counts) == "unparsable 2, bad_encoding 1");
  const Reading endless =
      read(Setup(config::FormatKind::csv), std::string(2 << 20, 'h') + "\n" + rows);
  CHECK(summary(endless.counts) == "unparsable 2, too_long 1");
}

TEST_CASE("bad bytes inside a CSV record that spans lines reject the first line") {
  const std::string text = std::string(kHeader) + kGood + "\"a\n\xff\"\n" + kGood + "1\n";
  const Reading reading = read(Setup(config::FormatKind::csv), text);
  CHECK(waits(reading) == Strings{"1"});
  CHECK(summary(reading.counts) == "accepted 1, unparsable 1, bad_encoding 1");
}

TEST_CASE("CSV in another encoding is taken apart and converted") {
  Setup setup(config::FormatKind::csv);
  setup.source.format.encoding = "windows-1250";
  setup.source.format.csv.delimiter = ';';
  const std::string text = "ts;event;\xe8\x65kal\n2026-03-01T00:00:05Z;call.answered;\"\x9e\nx\"\n";
  setup.fields = {"čekal"};
  CHECK(read(setup, text).events == Strings{"call.answered 2026-03-01T00:00:05Z čekal=ž\nx"});
}

TEST_CASE("a text that stands for an absent value is absent, and decimal commas become points") {
  Setup setup(config::FormatKind::csv);
  setup.source.format.csv.delimiter = ';';
  setup.source.format.absent_as = "?";
  setup.source.format.decimal = ',';
  std::string text = "ts;event;wait\n";
  for (const char* wait : {"?", "1,5", "-0,25", "1 234,5", "a,b", "1,2,3", "1.5", " 2,5 "}) {
    text += "2026-03-01T00:00:05Z;call.answered;" + std::string(wait) + "\n";
  }
  CHECK(waits(read(setup, text)) ==
        Strings{"-", "1.5", "-0.25", "1 234,5", "a,b", "1,2,3", "1.5", " 2.5 "});
}

}  // namespace
}  // namespace charterd::collectors
