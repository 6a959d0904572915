#include "daemon/setup.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include "collectors/journal.h"
#include "collectors/record_reader.h"
#include "config/loader.h"
#include "config/text_file.h"
#include "daemon/web_config.h"

namespace charterd::daemon {
namespace {

bool add(std::vector<config::Diagnostic> found, std::vector<config::Diagnostic>& to) {
  const bool failed = std::any_of(found.begin(), found.end(), [](const config::Diagnostic& d) {
    return d.severity == config::Severity::error;
  });
  std::move(found.begin(), found.end(), std::back_inserter(to));
  return !failed;
}

void apply_flags(const Options& options, config::Settings& settings) {
  if (options.storage_path) settings.storage = *options.storage_path;
  if (!options.listen_address) return;
  if (auto address = config::parse_listen_address(*options.listen_address)) {
    settings.listen = *std::move(address);
  }
}

// Only the charter knows its calendars, and only the collectors whether a regular expression
// compiles: each source is tried once here, so that it is said with its place, and never later.
std::vector<config::Diagnostic> try_sources(const Setup& setup, const Options& options) {
  const std::string file = options.config_file.string();
  config::Diagnostics found(file, config::read_text_file(options.config_file).value_or(""));
  config::check_against(*setup.charter, setup.settings, found);
  for (std::size_t i = 0; i < setup.settings.sources.size(); ++i) {
    const config::Source& source = setup.settings.sources[i];
    if (source.kind == config::Source::Kind::journald && !collectors::journal_is_built_in()) {
      found.error(source.place, "source \"" + source.name +
                                    "\": this charterd was built without libsystemd and cannot "
                                    "read the journal; build it where libsystemd-dev is installed");
    }
    collectors::Vocabulary vocabulary = setup.vocabulary;
    try {
      const collectors::RecordReader reader(source, static_cast<std::uint32_t>(i), vocabulary,
                                            setup.charter->timezone);
    } catch (const std::invalid_argument& error) {
      found.error(source.place, "source \"" + source.name + "\": " + error.what());
    }
  }
  return found.take();
}

}  // namespace

std::vector<std::unique_ptr<collectors::Source>> Setup::open_sources(
    collectors::ReadMode mode, const collectors::PushQueues* posts) {
  std::vector<std::unique_ptr<collectors::Source>> sources;
  for (std::size_t i = 0; i < settings.sources.size(); ++i) {
    sources.push_back(collectors::open_source(settings.sources[i], static_cast<std::uint32_t>(i),
                                              vocabulary, charter->timezone, mode, posts,
                                              settings.sources.size()));
  }
  return sources;
}

std::unique_ptr<Setup> load_setup(const Options& options,
                                  std::vector<config::Diagnostic>& diagnostics) {
  const bool web_is_good = !options.web_config_file ||
                           add(load_web_config(*options.web_config_file).diagnostics, diagnostics);
  auto settings = config::load_settings(options.config_file);
  add(std::move(settings.diagnostics), diagnostics);
  const auto charter_file =
      settings.value ? settings.value->charter : config::charter_named_by(options.config_file);
  if (!charter_file) return nullptr;
  auto charter = config::load_charter(*charter_file);
  add(std::move(charter.diagnostics), diagnostics);
  if (!settings.value || !charter.value) return nullptr;

  auto setup = std::make_unique<Setup>();
  setup->settings = *std::move(settings.value);
  apply_flags(options, setup->settings);
  setup->charter = std::make_shared<const config::Charter>(*std::move(charter.value));
  setup->plan = rules::Plan::compile(setup->charter, setup->vocabulary);
  if (!add(try_sources(*setup, options), diagnostics) || !web_is_good) return nullptr;
  return setup;
}

std::unique_ptr<Setup> load_setup(const Options& options, std::ostream& messages) {
  Findings findings;
  return load_setup(options, messages, findings);
}

std::unique_ptr<Setup> load_setup(const Options& options, std::ostream& messages,
                                  Findings& findings) {
  std::vector<config::Diagnostic> diagnostics;
  auto setup = load_setup(options, diagnostics);
  for (const config::Diagnostic& diagnostic : diagnostics) {
    messages << config::render(diagnostic);
    const bool error = diagnostic.severity == config::Severity::error;
    ++(error ? findings.errors : findings.warnings);
  }
  return setup;
}

}  // namespace charterd::daemon
