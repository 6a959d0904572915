// Overdue cases as a table, CSV or JSON.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/charter.h"
#include "daemon/options.h"
#include "daemon/text_table.h"
#include "rules/overdue_cases.h"

namespace charterd::daemon {

/// Borrows all of it.
struct OverdueList {
  const config::Charter& charter;
  Instant at{};                                  ///< they are overdue as of then
  const std::vector<rules::OverdueCase>& cases;  ///< all of them
  std::size_t limit = 0;                         ///< the most that are shown
};

/// Keys are shown as they are, but for what a terminal would take for its own.
std::string overdue_table(const OverdueList& list, const Look& look);
std::string overdue_csv(const OverdueList& list);
/// One line. `overdue` says how many there are in all.
std::string overdue_json(const OverdueList& list);

}  // namespace charterd::daemon
