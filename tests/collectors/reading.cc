#include "tests/collectors/reading.h"

#include <algorithm>

#include <fmt/format.h>

namespace charterd::collectors::testing {
namespace {

class Recorder : public EventSink {
 public:
  Recorder(const Vocabulary& vocabulary, Reading& reading)
      : vocabulary_(vocabulary), reading_(reading) {}

  std::optional<Reason> take(const Event& event) override {
    std::string text = vocabulary_.types.name(event.type) + " " + written(event.time);
    for (std::size_t i = 0; i < event.fields.size(); ++i) {
      const FieldValue& field = event.fields[i];
      if (!field.present()) continue;
      const bool instant = field.kind == FieldValue::Kind::instant;
      text += fmt::format(" {}={}", vocabulary_.fields.name(static_cast<FieldId>(i)),
                          instant ? written(field.instant) : std::string(field.text));
    }
    if (event.time >= std::chrono::sys_days(std::chrono::year(2100) / 1 / 1)) {
      return Reason::future;
    }
    reading_.events.push_back(text);
    return std::nullopt;
  }

  void rejected(const StreamName& stream, const Origin& place, Reason reason) override {
    reading_.rejected.push_back(
        fmt::format("{}:{} {} at {}", stream.path, place.line, name_of(reason), place.offset));
  }

 private:
  const Vocabulary& vocabulary_;
  Reading& reading_;
};

}  // namespace

Setup::Setup(config::FormatKind kind) {
  source.name = "test";
  source.format.kind = kind;
  config::EventMapping mapping;
  mapping.type.field = "event";
  mapping.time.fields = {"ts"};
  source.events.push_back(mapping);
}

bool operator==(const Reading& a, const Reading& b) {
  return a.events == b.events && a.rejected == b.rejected &&
         summary(a.counts) == summary(b.counts) && a.counts.last_event == b.counts.last_event &&
         a.state.offset == b.state.offset && a.state.line == b.state.line &&
         a.state.header == b.state.header && a.state.skipping == b.state.skipping;
}

Reading read(const Setup& setup, std::string_view text) { return read_in_pieces(setup, text, {}); }

Reading read_in_pieces(const Setup& setup, std::string_view text,
                       const std::vector<std::size_t>& cuts) {
  Vocabulary vocabulary;
  for (const std::string& type : setup.types) vocabulary.types.add(type);
  for (const std::string& field : setup.fields) vocabulary.fields.add(field);
  vocabulary.keep_unknown_types = setup.keep_unknown_types;
  RecordReader reader(setup.source, 0, vocabulary, config::Zone::find(setup.zone).value());
  Reading reading;
  reading.state.path = "f";
  Recorder recorder(vocabulary, reading);

  std::string buffer;
  std::size_t given = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? std::min(cuts[i], text.size()) : text.size();
    buffer += text.substr(given, end - given);
    given = end;
    const std::size_t size = buffer.size();
    buffer.resize(size + kReadPadding, '\xff');  // what is behind the bytes must not matter
    const std::size_t taken = reader.consume(reading.state, std::string_view(buffer.data(), size),
                                             i == cuts.size(), recorder);
    buffer.resize(size);
    buffer.erase(0, taken);
  }
  reading.counts = reader.counts();
  return reading;
}

std::string written(Instant instant) {
  using namespace std::chrono;
  const auto day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss clock(instant - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                  clock.seconds().count());
  if (clock.subseconds().count() != 0) {
    text += fmt::format(".{:06}", clock.subseconds().count());
    while (text.back() == '0') text.pop_back();
  }
  return text + "Z";
}

std::string summary(const SourceCounts& counts) {
  std::string text;
  const auto add = [&text](std::string_view name, std::uint64_t count) {
    if (count == 0) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  };
  add("accepted", counts.accepted);
  add("filtered", counts.filtered);
  add("duplicate", counts.duplicate);
  std::uint64_t sum = counts.accepted + counts.filtered + counts.duplicate;
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    add(name_of(static_cast<Reason>(i)), counts.rejected[i]);
    sum += counts.rejected[i];
  }
  if (sum != counts.records) text += fmt::format(", but records {}", counts.records);
  return text;
}

}  // namespace charterd::collectors::testing
