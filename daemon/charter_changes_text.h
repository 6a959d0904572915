// The changes of a charter as a table, as data for the manager's document and as JSON.
#pragma once

#include <vector>

#include "config/charter.h"
#include "daemon/charter_changes.h"
#include "daemon/json_writer.h"
#include "daemon/page_data.h"
#include "daemon/text_table.h"

namespace charterd::daemon {

/// When, version, target, what, before and after; empty where nothing changed. Times are local.
TextTable change_table(const std::vector<CharterChange>& changes, const config::Zone& zone);

/// The same, a row for each line of the table: when, which, target, what, before, after,
/// and whether those are statements (is_statement), in the charter's first language.
PageData::List change_rows(const std::vector<CharterChange>& changes, const config::Zone& zone);

/// An array.
void write_changes(JsonWriter& json, const std::vector<CharterChange>& changes);

}  // namespace charterd::daemon
