#include <iostream>
#include <limits>
#include <vector>

#include "config/diagnostic.h"
#include "daemon/commands.h"
#include "daemon/event_lines.h"
#include "daemon/read_once.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"

namespace charterd::daemon {
namespace {

constexpr int kUsageStatus = 2;

// Prints what one source delivers, until so many lines were printed.
class Printer : public collectors::EventSink {
 public:
  Printer(const collectors::Vocabulary& vocabulary, std::uint64_t limit)
      : vocabulary_(vocabulary), left_(limit) {}

  void begin(const collectors::Source& source, std::string_view name) {
    source_ = &source;
    name_ = name;
  }

  std::optional<collectors::Reason> take(const collectors::Event& event) override {
    print([&] {
      return event_line(event, vocabulary_, {name_, source_->stream_path(event.origin.stream)});
    });
    return std::nullopt;
  }

  void rejected(const collectors::StreamName& stream, const collectors::Origin& place,
                collectors::Reason reason) override {
    print([&] { return rejection_line(stream, place, reason); });
  }

  /// False when there is nobody left to print for.
  bool goes_on() const { return left_ > 0 && std::cout.good(); }

 private:
  void print(const auto& line) {
    if (!goes_on()) return;
    std::cout << line();
    --left_;
  }

  const collectors::Vocabulary& vocabulary_;
  std::uint64_t left_;
  const collectors::Source* source_ = nullptr;
  std::string_view name_;
};

// A mapping is shown whole: with fields that the charter does not use yet, and unknown types.
void widen(Setup& setup) {
  setup.vocabulary.keep_unknown_types = true;
  for (const config::Source& source : setup.settings.sources) {
    for (const config::EventMapping& mapping : source.events) {
      for (const auto& field : mapping.fields) setup.vocabulary.fields.add(field.first);
    }
  }
}

bool keep_only(const std::string& name, std::vector<config::Source>& sources) {
  std::vector<std::string> names;
  names.reserve(sources.size());
  for (const config::Source& source : sources) names.push_back(source.name);
  std::erase_if(sources, [&](const config::Source& source) { return source.name != name; });
  if (!sources.empty()) return true;
  const std::string nearest = config::nearest(name, names);
  std::cerr << "charterd: there is no source \"" << name << '"';
  if (!nearest.empty()) std::cerr << ", did you mean " << nearest << '?';
  std::cerr << '\n';
  return false;
}

}  // namespace

int run_events(const Options& options) {
  const auto setup = load_setup(options, std::cerr);
  if (!setup) return 1;
  widen(*setup);
  if (options.source && !keep_only(*options.source, setup->settings.sources)) return kUsageStatus;
  const Sources sources = setup->open_sources(collectors::ReadMode::once);
  Printer printer(setup->vocabulary,
                  options.limit.value_or(std::numeric_limits<std::uint64_t>::max()));
  std::size_t problems = 0;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < sources.size() && printer.goes_on(); ++i) {
    const std::string& name = setup->settings.sources[i].name;
    printer.begin(*sources[i], name);
    read_to_end(*sources[i], printer, [&] { return printer.goes_on(); });
    problems += report_problems(*sources[i], name, std::cerr);
    bytes += sources[i]->counts().bytes;
  }
  const bool nothing_read = problems > 0 && bytes == 0;
  return finish_output() && !nothing_read ? 0 : 1;
}

}  // namespace charterd::daemon
