#include "collectors/record_reader.h"

#include <random>

#include <catch2/catch.hpp>

#include "tests/collectors/reading.h"

namespace charterd::collectors {
namespace {

using config::FormatKind;
using testing::read;
using testing::read_in_pieces;
using testing::Reading;
using testing::Setup;
using testing::summary;
using Strings = std::vector<std::string>;

const std::string kAnswered =
    R"({"event":"call.answered","ts":"2026-03-01T00:00:05.147Z","wait":3})";

std::string answered_at(const std::string& time) {
  return R"({"event":"call.answered","ts":")" + time + R"(","id":"a"})" + "\n";
}

TEST_CASE("a line becomes an event with the fields that the charter asks for") {
  const Reading reading = read(Setup(FormatKind::json), kAnswered + "\n");
  CHECK(reading.events == Strings{"call.answered 2026-03-01T00:00:05.147Z wait=3"});
  CHECK(summary(reading.counts) == "accepted 1");
  CHECK(reading.state.offset == kAnswered.size() + 1);
  CHECK(reading.state.line == 2);
}

TEST_CASE("empty input and blank lines are no records") {
  for (const char* text : {"", "\n", "\r\n", "  \n\t\n\n", "\xef\xbb\xbf", "\xef\xbb\xbf\n"}) {
    const Reading reading = read(Setup(FormatKind::json), text);
    CHECK(reading.counts.records == 0);
    CHECK(reading.state.offset == std::string_view(text).size());
  }
}

TEST_CASE("the last line counts without its newline, but only when nothing follows") {
  CHECK(summary(read(Setup(FormatKind::json), kAnswered).counts) == "accepted 1");
  const Reading pieces =
      read_in_pieces(Setup(FormatKind::json), kAnswered + "\n", {10, kAnswered.size()});
  CHECK(pieces.events.size() == 1);
  CHECK(pieces.state.line == 2);
  CHECK(read(Setup(FormatKind::json), kAnswered).state.line == 1);
}

TEST_CASE("byte order marks and carriage returns are not part of a record") {
  const std::string text = "\xef\xbb\xbf" + kAnswered + "\r\n\xef\xbb\xbf" + kAnswered + "\r";
  CHECK(summary(read(Setup(FormatKind::json), text).counts) == "accepted 2");
}

TEST_CASE("a truncated line spoils no other") {
  const std::string text = kAnswered + "\n" + kAnswered.substr(0, 40) + "\n" + kAnswered + "\n";
  const Reading reading = read(Setup(FormatKind::json), text);
  CHECK(reading.events.size() == 2);
  CHECK(reading.rejected == Strings{"f:2 unparsable at " + std::to_string(kAnswered.size() + 1)});
}

TEST_CASE("bytes that are not UTF-8 are rejected with their line alone") {
  const std::string bad = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","x":")" +
                          std::string("\xc3\x28") + "\"}\n";
  const Reading reading = read(Setup(FormatKind::json), kAnswered + "\n" + bad + kAnswered);
  CHECK(summary(reading.counts) == "accepted 2, bad_encoding 1");
  CHECK(summary(read(Setup(FormatKind::json), std::string("\x00\x01\xfe\xff\n\x80", 6)).counts) ==
        "bad_encoding 2");
}

TEST_CASE("other encodings are converted, and what they lack is rejected") {
  Setup setup(FormatKind::json);
  setup.source.format.encoding = "windows-1250";
  const std::string line = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","wait":")";
  CHECK(read(setup, line + "\x9eluva\"}").events ==
        Strings{"call.answered 2026-03-01T00:00:05Z wait=žluva"});
  CHECK(summary(read(setup, line + "\x81\"}").counts) == "bad_encoding 1");
  CHECK(summary(read(setup, line + "plain\"}").counts) == "accepted 1");

  setup.source.format.encoding = "no-such-thing";
  CHECK_THROWS_AS(read(setup, ""), std::invalid_argument);
}

TEST_CASE("an event that the charter does not name is filtered") {
  const std::string other = R"({"event":"ping","ts":"nonsense"})";
  CHECK(summary(read(Setup(FormatKind::json), other).counts) == "filtered 1");
  CHECK(summary(read(Setup(FormatKind::json), R"({"ts":"2026-03-01T00:00:05Z"})").counts) ==
        "filtered 1");
}

TEST_CASE("a broken line is unparsable even when its event would be filtered") {
  CHECK(summary(read(Setup(FormatKind::json), R"({"event":"ping","x":1)").counts) ==
        "unparsable 1");
}

TEST_CASE("unknown event types are kept when a mapping is tried") {
  Setup setup(FormatKind::json);
  setup.keep_unknown_types = true;
  CHECK(read(setup, R"({"event":"ping","ts":"2026-03-01T00:00:05Z"})").events ==
        Strings{"ping 2026-03-01T00:00:05Z"});
}

TEST_CASE("an absent time makes no event, an unreadable one is rejected") {
  CHECK(summary(read(Setup(FormatKind::json), R"({"event":"call.answered"})").counts) ==
        "filtered 1");
  for (const char* time : {"null", "\"\""}) {
    const std::string line = R"({"event":"call.answered","ts":)" + std::string(time) + "}";
    CHECK(summary(read(Setup(FormatKind::json), line).counts) == "filtered 1");
  }
  for (const char* time : {"\"soon\"", "17", "{}", "\"2026-02-29T00:00:00Z\""}) {
    const std::string line = R"({"event":"call.answered","ts":)" + std::string(time) + "}";
    CHECK(summary(read(Setup(FormatKind::json), line).counts) == "no_time 1");
  }
}

TEST_CASE("what the sink rejects is counted by its reason") {
  const Reading reading = read(Setup(FormatKind::json), answered_at("2150-01-01T00:00:00Z"));
  CHECK(summary(reading.counts) == "future 1");
  CHECK_FALSE(reading.counts.last_event.has_value());
}

TEST_CASE("the last event is the latest accepted one, in whatever order they come") {
  const Reading reading = read(Setup(FormatKind::json), answered_at("2026-03-02T00:00:00Z") +
                                                            answered_at("2026-03-01T00:00:00Z") +
                                                            answered_at("2150-01-01T00:00:00Z"));
  CHECK(testing::written(reading.counts.last_event.value()) == "2026-03-02T00:00:00Z");
}

TEST_CASE("bytes are counted as the source says") {
  Vocabulary vocabulary;
  const Setup setup(FormatKind::json);
  RecordReader reader(setup.source, 0, vocabulary, config::Zone::utc());
  reader.add_bytes(10);
  reader.add_bytes(5);
  CHECK(reader.counts().bytes == 15);
}

TEST_CASE("a line of 10 MiB is skipped whole and counted once, however it comes") {
  const std::string text = kAnswered + "\n" + std::string(10 << 20, 'x') + "\n" + kAnswered + "\n";
  const Reading whole = read(Setup(FormatKind::json), text);
  CHECK(summary(whole.counts) == "accepted 2, too_long 1");
  CHECK(whole.state.line == 4);

  std::vector<std::size_t> cuts;
  for (std::size_t cut = 300'000; cut < text.size(); cut += 300'000) cuts.push_back(cut);
  CHECK(read_in_pieces(Setup(FormatKind::json), text, cuts) == whole);
}

TEST_CASE("the longest line that is read has exactly the limit") {
  const std::string start = R"({"event":"call.answered","ts":"2026-03-01T00:00:05Z","x":")";
  const std::string end = "\"}";
  const auto line = [&](std::size_t size) {
    return start + std::string(size - start.size() - end.size(), 'x') + end;
  };
  for (const char* newline : {"", "\n"}) {
    CHECK(summary(read(Setup(FormatKind::json), line(kMaximumRecordSize) + newline).counts) ==
          "accepted 1");
    CHECK(summary(read(Setup(FormatKind::json), line(kMaximumRecordSize + 1) + newline).counts) ==
          "too_long 1");
  }
}

struct Nobody : EventSink {
  std::optional<Reason> take(const Event& /*event*/) override { return std::nullopt; }
};

TEST_CASE("more than a record's worth of bytes is never left lying") {
  for (const FormatKind kind : {FormatKind::json, FormatKind::csv}) {
    for (const char* start : {"", "\"", "\xef\xbb\xbf\"", "\"\n"}) {
      Vocabulary vocabulary;
      Nobody nobody;
      const Setup setup(kind);
      RecordReader reader(setup.source, 0, vocabulary, config::Zone::utc());
      StreamState state;
      std::string text = start;
      text.resize(kMaximumRecordSize + 1, 'x');
      text.resize(text.size() + kReadPadding);
      const std::string_view bytes(text.data(), kMaximumRecordSize + 1);
      CHECK(reader.consume(state, bytes, false, nobody) > 0);
    }
  }
}

// Whatever a source may hold: good lines, broken ones, odd line ends, quotes that span lines.
std::string mixed_text(FormatKind kind, std::mt19937& random) {
  const Strings json = {kAnswered,
                        kAnswered.substr(0, 20),
                        R"({"event":"ping"})",
                        "",
                        " ",
                        "\xef\xbb\xbf" + kAnswered,
                        "\xff\xfe",
                        "[1]",
                        "\r"};
  const Strings csv = {"ts,event,wait",
                       "2026-03-01T00:00:05Z,call.answered,\"a\nb\"",
                       "2026-03-01T00:00:05Z,call.answered,\"a\"\"b\"",
                       "x,\"y",
                       "\"\"\"",
                       "",
                       "2026-03-01T00:00:05Z,call.answered,1,,",
                       "\xff,a,b",
                       "a,b,c,d",
                       "\xef\xbb\xbf\"x\",y,z"};
  const Strings& lines = kind == FormatKind::csv ? csv : json;
  std::string text;
  const std::size_t count = random() % 12;
  for (std::size_t i = 0; i < count; ++i) {
    text += lines[random() % lines.size()];
    text += random() % 4 == 0 ? "\r\n" : "\n";
  }
  if (!text.empty() && random() % 2 == 0) text.pop_back();
  return text;
}

TEST_CASE("any split of the bytes gives the same events and counts") {
  std::mt19937 random(20260301);
  for (int round = 0; round < 2000; ++round) {
    const FormatKind kind = round % 2 == 0 ? FormatKind::json : FormatKind::csv;
    const std::string text = mixed_text(kind, random);
    std::vector<std::size_t> cuts;
    for (std::size_t at = 0; at < text.size(); at += 1 + random() % 20) cuts.push_back(at);
    const Reading whole = read(Setup(kind), text);
    const Reading pieces = read_in_pieces(Setup(kind), text, cuts);
    INFO(text);
    CHECK(pieces.events == whole.events);
    CHECK(pieces.rejected == whole.rejected);
    REQUIRE(pieces == whole);
    CHECK(whole.state.offset == text.size());
  }
}

TEST_CASE("a copied state goes on where the first reader stopped") {
  const Setup setup(FormatKind::csv);
  const std::string first = "ts,event,wait\n2026-03-01T00:00:05Z,call.answered,1\n";
  const std::string second = "2026-03-01T00:00:06Z,call.answered,2\n";
  StreamState state = read_in_pieces(setup, first, {first.size()}).state;
  CHECK(state.header == "ts,event,wait");

  Vocabulary vocabulary;
  vocabulary.types.add("call.answered");
  RecordReader reader(setup.source, 0, vocabulary, config::Zone::utc());
  struct Counter : EventSink {
    std::optional<Reason> take(const Event& event) override {
      line = event.origin.line;
      offset = event.origin.offset;
      return std::nullopt;
    }
    std::uint64_t line = 0, offset = 0;
  } counter;
  const std::string padded = second + std::string(kReadPadding, '\0');
  reader.consume(state, std::string_view(padded.data(), second.size()), true, counter);
  CHECK(counter.line == 3);
  CHECK(counter.offset == first.size());
}

TEST_CASE("one record may make several events, and is accepted when any was") {
  Setup setup(FormatKind::json);
  setup.types = {"order.placed", "order.completed"};
  setup.fields = {};
  config::EventMapping placed = setup.mapping();
  placed.type = {};
  placed.type.value = "order.placed";
  placed.time.fields = {"created"};
  config::EventMapping completed = placed;
  completed.type.value = "order.completed";
  completed.time.fields = {"closed"};
  setup.source.events = {placed, completed};

  const Reading both =
      read(setup, R"({"created":"2026-03-01T00:00:00+01:00","closed":"2026-03-02T10:00:00Z"})");
  CHECK(both.events ==
        Strings{"order.placed 2026-02-28T23:00:00Z", "order.completed 2026-03-02T10:00:00Z"});
  CHECK(summary(both.counts) == "accepted 1");
  CHECK(summary(read(setup, R"({"created":"2026-03-01T00:00:00Z","closed":"x"})").counts) ==
        "accepted 1");
  CHECK(summary(read(setup, R"({"created":"2200-03-01T00:00:00Z","closed":"x"})").counts) ==
        "future 1");
  CHECK(summary(read(setup, R"({"closed":"x"})").counts) == "no_time 1");
  CHECK(summary(read(setup, R"({})").counts) == "filtered 1");
}

TEST_CASE("copies within the time are dropped, the first one wins") {
  Setup setup(FormatKind::json);
  setup.source.drop_duplicates = config::DuplicateRule{"id", std::chrono::hours(1)};
  const std::string noon = answered_at("2026-03-01T12:00:00Z");
  CHECK(summary(read(setup, noon + noon + noon).counts) == "accepted 1, duplicate 2");
  CHECK(summary(read(setup, noon + answered_at("2026-03-01T13:00:00Z")).counts) ==
        "accepted 1, duplicate 1");
  CHECK(summary(read(setup, noon + answered_at("2026-03-01T13:00:01Z")).counts) == "accepted 2");
}

TEST_CASE("only accepted records can have copies, and only those with an id") {
  Setup setup(FormatKind::json);
  setup.source.drop_duplicates = config::DuplicateRule{"id", std::chrono::hours(1)};
  const std::string filtered = R"({"event":"ping","id":"a","ts":"2026-03-01T12:00:00Z"})"
                               "\n";
  const std::string unreadable = answered_at("x");
  const std::string future = answered_at("2150-01-01T00:00:00Z");
  const std::string noon = answered_at("2026-03-01T12:00:00Z");
  CHECK(summary(read(setup, filtered + unreadable + future + noon + future).counts) ==
        "accepted 1, filtered 1, no_time 1, future 2");
  CHECK(summary(read(setup, kAnswered + "\n" + kAnswered).counts) == "accepted 2");
}

}  // namespace
}  // namespace charterd::collectors
