// From two files on disk to everything a command needs: settings, charter, plan, vocabulary.
#pragma once

#include <iosfwd>
#include <memory>
#include <vector>

#include "collectors/source.h"
#include "collectors/vocabulary.h"
#include "config/charter.h"
#include "config/diagnostic.h"
#include "config/settings.h"
#include "daemon/options.h"
#include "rules/plan.h"

namespace charterd::daemon {

/// Keeps its address: sources refer to it. Not copied.
struct Setup {
  config::Settings settings;
  std::shared_ptr<const config::Charter> charter;
  collectors::Vocabulary vocabulary;
  std::shared_ptr<const rules::Plan> plan;

  std::vector<std::unique_ptr<collectors::Source>> open_sources(
      collectors::ReadMode mode, const collectors::PushQueues* posts = nullptr);
};

/// How many of each the two files have.
struct Findings {
  int errors = 0;
  int warnings = 0;
};

/// Reads both files, appends every diagnostic to `diagnostics`, and compiles the plan.
/// nullptr when there are errors. Flags beat the file.
std::unique_ptr<Setup> load_setup(const Options& options,
                                  std::vector<config::Diagnostic>& diagnostics);
/// The same; writes every diagnostic to `messages`.
std::unique_ptr<Setup> load_setup(const Options& options, std::ostream& messages);
/// The same; says in `findings` how many diagnostics were written.
std::unique_ptr<Setup> load_setup(const Options& options, std::ostream& messages,
                                  Findings& findings);

}  // namespace charterd::daemon
