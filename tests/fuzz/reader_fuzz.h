// What must hold for every format and every input.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/record_reader.h"

namespace charterd::fuzz {

/// Puts everything that comes out into one text, to compare.
class Transcript : public collectors::EventSink {
 public:
  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    text += "E" + std::to_string(event.type) + "@" +
            std::to_string(event.time.time_since_epoch().count());
    for (const collectors::FieldValue& field : event.fields) {
      if (field.kind == collectors::FieldValue::Kind::text && field.text.empty()) std::abort();
      text += "|" + std::string(field.text);
    }
    add_place(event.origin);
    return std::nullopt;
  }

  void rejected(const collectors::StreamName&, const collectors::Origin& place,
                collectors::Reason reason) override {
    text += collectors::name_of(reason);
    add_place(place);
  }

  std::string text;

 private:
  void add_place(const collectors::Origin& place) {
    text += " at " + std::to_string(place.offset) + ":" + std::to_string(place.line) + "\n";
  }
};

/// `source` has one mapping already. Reads `input` whole and again in pieces of sizes out of
/// `sizes`, each in memory of exactly its size, and stops the program when anything differs.
class ReaderCheck {
 public:
  explicit ReaderCheck(const config::Source& source) : source_(source) {}

  void run(std::string_view input, std::string_view sizes) const {
    const std::string whole = read(input, {});
    if (read(input, sizes) != whole) std::abort();
  }

 private:
  std::string read(std::string_view input, std::string_view sizes) const {
    collectors::Vocabulary vocabulary;
    vocabulary.types.add("a");
    vocabulary.types.add("b");
    for (const char* field : {"c", "d.e", "wait"}) vocabulary.fields.add(field);
    collectors::RecordReader reader(source_, 0, vocabulary, config::Zone::utc());
    collectors::StreamState state;
    Transcript transcript;
    std::string waiting;
    std::size_t given = 0;
    std::size_t piece = 0;
    while (true) {
      const std::size_t left = input.size() - given;
      const std::size_t size =
          sizes.empty() ? left
                        : std::min<std::size_t>(
                              left, static_cast<unsigned char>(sizes[piece++ % sizes.size()]) + 1);
      waiting += input.substr(given, size);
      given += size;
      const bool last = given == input.size();
      waiting.erase(0, consume(reader, state, waiting, last, transcript));
      if (last) break;
    }
    check(reader.counts(), state, input);
    return transcript.text + std::to_string(state.line) + state.header;
  }

  static std::size_t consume(collectors::RecordReader& reader, collectors::StreamState& state,
                             const std::string& bytes, bool last, Transcript& transcript) {
    const auto exact = std::make_unique<char[]>(bytes.size() + collectors::kReadPadding);
    bytes.copy(exact.get(), bytes.size());
    return reader.consume(state, {exact.get(), bytes.size()}, last, transcript);
  }

  static void check(const collectors::SourceCounts& counts, const collectors::StreamState& state,
                    std::string_view input) {
    std::uint64_t sum = counts.accepted + counts.filtered + counts.duplicate;
    for (const std::uint64_t rejected : counts.rejected) sum += rejected;
    if (sum != counts.records || state.offset != input.size()) std::abort();
  }

  const config::Source& source_;
};

/// A source whose type, time and fields have one-letter names.
inline config::Source source_of(config::FormatKind kind) {
  config::Source source;
  source.name = "fuzz";
  source.format.kind = kind;
  config::EventMapping mapping;
  mapping.type.field = "e";
  mapping.time.fields = {"t"};
  source.events.push_back(mapping);
  source.drop_duplicates = config::DuplicateRule{"i", std::chrono::hours(1)};
  return source;
}

/// Takes the first byte off; 0 when there is none.
inline unsigned char take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return byte;
}

/// Reads by the first bytes of the input: how to cut, and how the source is set up.
inline void check_reader(config::Source source, std::string_view input) {
  static constexpr const char* kEncodings[] = {"", "", "windows-1250", "shift_jis"};
  const unsigned char options = take_byte(input);
  source.format.encoding = kEncodings[options & 3];
  if ((options & 4) != 0) source.format.decimal = ',';
  if ((options & 8) != 0) source.format.absent_as = "?";
  if ((options & 16) != 0)
    source.events.front().time.form = config::TimeSource::Form::epoch_seconds;
  if ((options & 32) != 0) source.drop_duplicates.reset();
  if ((options & 64) != 0) source.format.csv.header = false;
  if ((options & 128) != 0) source.format.csv.delimiter = ';';
  source.format.csv.columns = {"e", "t", "c", "wait"};
  std::string_view sizes = input.substr(0, 2);
  input.remove_prefix(sizes.size());
  ReaderCheck(source).run(input, sizes.empty() ? std::string_view("\0", 1) : sizes);
}

}  // namespace charterd::fuzz
