// Syslog: the messages in a stream, however it is cut, and what is read out of each.
#include "collectors/syslog_fields.h"
#include "collectors/syslog_framing.h"
#include "tests/fuzz/reader_fuzz.h"

namespace {

using namespace charterd;

// Reads every message; what comes out must lie in the message or be made of it.
class Reading {
 public:
  Reading()
      : source_(fuzz::source_of(config::FormatKind::json)), fields_(wanted(), config::Zone::utc()) {
    source_.kind = config::Source::Kind::syslog;
    source_.events.front().type.field = "appname";
    source_.events.front().time.fields = {"timestamp"};
    source_.drop_duplicates.reset();
    vocabulary_.types.add("a");
    for (const char* field : {"c", "sd.a.b", "message"}) vocabulary_.fields.add(field);
    reader_.emplace(source_, 0, vocabulary_, config::Zone::utc());
  }

  std::string read(std::string_view input, std::string_view sizes) {
    transcript_.text.clear();
    collectors::SyslogFraming framing;
    const auto emit = [this](std::string_view text, std::optional<collectors::Reason> wrong) {
      take(text, wrong);
    };
    std::size_t piece = 0;
    while (!input.empty()) {
      const std::size_t size = sizes.empty()
                                   ? input.size()
                                   : static_cast<unsigned char>(sizes[piece++ % sizes.size()]) + 1U;
      const std::string_view bytes = input.substr(0, size);
      input.remove_prefix(bytes.size());
      if (!framing.take(bytes, emit)) break;
    }
    framing.end(emit);
    return transcript_.text;
  }

 private:
  static std::vector<std::string> wanted() {
    std::vector<std::string> names(config::kSyslogFields.begin(), config::kSyslogFields.end());
    names.emplace_back("sd.a.b");
    return names;
  }

  void take(std::string_view text, std::optional<collectors::Reason> wrong) {
    // In memory of exactly its size.
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view message(exact.data(), exact.size());
    const collectors::StreamState place;
    const auto* fields = wrong ? nullptr : fields_.read(message, Instant{});
    if (fields != nullptr) {
      for (const collectors::NamedValue& value : *fields) {
        transcript_.text.append(value.name).append("=").append(value.value).append("\n");
      }
      reader_->read(place, *fields, transcript_);
    } else {
      reader_->reject(place, wrong.value_or(collectors::Reason::unparsable), transcript_);
    }
  }

  config::Source source_;
  collectors::SyslogFields fields_;
  collectors::Vocabulary vocabulary_;
  std::optional<collectors::RecordReader> reader_;
  fuzz::Transcript transcript_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Reading reading;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view sizes = input.substr(0, 2);
  input.remove_prefix(sizes.size());
  const std::string whole = reading.read(input, {});
  if (!sizes.empty() && reading.read(input, sizes) != whole) std::abort();
  return 0;
}
