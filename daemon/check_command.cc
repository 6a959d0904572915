#include <iostream>
#include <string>

#include <fmt/format.h>

#include "config/scorecard.h"
#include "daemon/check_history.h"
#include "daemon/commands.h"
#include "daemon/figure_text.h"
#include "daemon/scorecard_text.h"
#include "daemon/setup.h"
#include "daemon/terminal.h"
#include "daemon/utf8.h"
#include "rules/plan.h"

namespace charterd::daemon {
namespace {

std::string heading_of(const config::Charter& charter) {
  const std::string language = charter.languages.empty() ? "" : charter.languages.front();
  std::string text = one_line(charter.organization.in(language));
  if (!charter.version.empty()) text += ", version " + one_line(charter.version);
  return text;
}

std::string series_text(const config::Charter& charter) {
  const rules::SeriesCount count = rules::count_series(charter);
  std::string text = fmt::format("The metrics will have {} series", grouped(count.at_start));
  if (count.at_most > count.at_start) text += fmt::format(", at most {}", grouped(count.at_most));
  return text + ".\n";
}

// The sources of a kind that have no drop_duplicates.
std::string repeating(const config::Settings& settings, config::Source::Kind kind) {
  std::string names;
  for (const config::Source& source : settings.sources) {
    if (source.kind != kind || source.drop_duplicates) continue;
    names += (names.empty() ? "" : ", ") + source.name;
  }
  return names;
}

// Not a warning: whether an export repeats old rows only its sender knows.
std::string repetition_note(const config::Settings& settings) {
  std::string note;
  if (const auto names = repeating(settings, config::Source::Kind::file); !names.empty()) {
    note += fmt::format(
        "Without drop_duplicates: {}. A file that is written anew is read anew: if it repeats old\n"
        "rows, they count again unless drop_duplicates names what identifies them.\n",
        names);
  }
  if (const auto names = repeating(settings, config::Source::Kind::http); !names.empty()) {
    note += fmt::format(
        "Without drop_duplicates: {}. A post whose answer was lost is sent again, and counts "
        "again.\n",
        names);
  }
  return note;
}

}  // namespace

int run_check(const Options& options) {
  if (options.source && !options.against) {
    std::cerr << "charterd: of check, --source goes with --against\nSee: charterd check --help\n";
    return 2;
  }
  Findings findings;
  int status = 0;
  const auto setup = load_setup(options, std::cerr, findings);
  if (setup) {
    const config::Scorecard scorecard = config::score(*setup->charter);
    findings.warnings += scorecard.warnings();
    const Look look = look_of_output();
    std::cout << inked(heading_of(*setup->charter), Ink::strong, look.colour) << "\n\n"
              << scorecard_text(scorecard, look) << '\n'
              << series_text(*setup->charter) << repetition_note(setup->settings) << '\n';
    if (options.against) status = check_history(options, *setup, look);
  }
  if (status == 0) std::cout << verdict_text(findings.errors, findings.warnings) << '\n';
  const bool failed = findings.errors > 0 || (options.strict && findings.warnings > 0);
  if (!finish_output()) return 1;
  return failed ? 1 : status;
}

}  // namespace charterd::daemon
