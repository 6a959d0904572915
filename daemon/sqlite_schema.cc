#include "daemon/sqlite_schema.h"

#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

namespace charterd::daemon {
namespace {

using config::kTableCount;

// A table without a key has one row, whose key is 0.
constexpr std::array<TableForm, kTableCount> kForms{{
    {"identity", {"row"}, 1},
    {"label_values", {"label", "label_value"}, 2},
    {"measures", {"measure"}, 1},
    {"steps", {"target", "part", "grain", "step"}, 4},
    {"totals", {"target", "part"}, 2},
    {"histograms", {"group_number", "histogram", "number"}, 3},
    {"case_kinds", {"kind"}, 1},
    {"case_shapes", {"kind", "shape"}, 2},
    {"cases", {"kind", "slot"}, 2},
    {"forgotten_cases", {"kind", "generation", "reserved", "number"}, 4},
    {"sources", {"source"}, 1},
    {"files", {"source", "number"}, 2},
    {"readings", {"source", "number"}, 2},
    {"streams", {"source", "stream"}, 2},
    {"record_ids", {"source", "generation", "reserved", "number"}, 4},
    {"engine", {"row"}, 1},
    {"targets", {"target"}, 1},
    {"filling", {"row"}, 1},
    {"charters", {"edition"}, 1},
}};
/// Those that version 1 had.
constexpr std::size_t kFirstForms = 18;

std::string creation_of(const TableForm& form) {
  std::string definitions, key;
  for (std::size_t i = 0; i < form.width; ++i) {
    definitions += fmt::format("{} INTEGER NOT NULL, ", form.columns[i]);
    key += fmt::format("{}{}", i == 0 ? "" : ", ", form.columns[i]);
  }
  return fmt::format("CREATE TABLE {} ({}value BLOB NOT NULL, PRIMARY KEY ({})) WITHOUT ROWID;\n",
                     form.name, definitions, key);
}

// The steps follow the present forms. A change of a form needs a step of its own here, and the
// texts of the steps before it written out.
std::string creation() {
  std::string sql = fmt::format("PRAGMA application_id = {};\n", kApplicationId);
  for (std::size_t i = 0; i < kFirstForms; ++i) sql += creation_of(kForms.at(i));
  return sql;
}

}  // namespace

const TableForm& form_of(config::Table table) { return kForms.at(static_cast<std::size_t>(table)); }

std::span<const std::string> migrations() {
  static const std::vector<std::string> steps{
      creation(), creation_of(form_of(config::Table::charters)),
      "-- 3: the identity may name sources that are not configured any more; older rows are read"};
  return steps;
}

Identity identity_of(SQLite::Database& database) {
  return {database.execAndGet("PRAGMA application_id").getInt64(),
          database.execAndGet("PRAGMA user_version").getInt64()};
}

void migrate(SQLite::Database& database, std::span<const std::string> steps) {
  for (auto version = static_cast<std::size_t>(identity_of(database).version);
       version < steps.size(); ++version) {
    SQLite::Transaction transaction(database);  // rolls back where commit() was not reached
    database.exec(steps[version]);
    database.exec(fmt::format("PRAGMA user_version = {}", version + 1));
    transaction.commit();
  }
}

}  // namespace charterd::daemon
