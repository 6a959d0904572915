// The manager's document: every target with its figures, its year and its parts, as one HTML file
// that needs nothing else, and prints.
#pragma once

#include <string>
#include <vector>

#include "daemon/page_data.h"
#include "daemon/results.h"

namespace charterd::daemon {

struct DocumentInput {
  const Results& results;  ///< of a report: without sources
  std::string title;       ///< "as of ...", or the period
  bool period = false;     ///< a report of a finished period
  /// About the figures and the charter, each a sentence.
  std::vector<std::string> remarks;
  PageData::List changes{};       ///< of the charter: change_rows()
  std::string nothing_changed{};  ///< said where there are none; "": they are not known
};

/// In English; the charter's own texts in the language that it names first. A pure function.
std::string render_document(const DocumentInput& input);

/// What `evaluate` says.
std::string render_html(const Results& results);

}  // namespace charterd::daemon
