// The form of the database: its identity, its tables and how an older form becomes the present one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/kept_rows.h"

namespace SQLite {
class Database;
}

namespace charterd::daemon {

/// 'chrt': what `PRAGMA application_id` says of a file of charterd.
inline constexpr std::int32_t kApplicationId = 0x63687274;

/// What a table is called, and its key.
struct TableForm {
  std::string_view name;
  std::array<std::string_view, 4> columns;  ///< the first ones; at least one
  std::size_t width;                        ///< how many columns the key has
};

/// By the number of the table.
const TableForm& form_of(config::Table table);

/// Each leads from the version that is its index to the next one.
std::span<const std::string> migrations();

/// The version of the present form.
inline std::int64_t schema_version() { return static_cast<std::int64_t>(migrations().size()); }

/// What the file says of itself.
struct Identity {
  std::int64_t application = 0;
  std::int64_t version = 0;  ///< of the schema
};
/// Throws SQLite::Exception.
Identity identity_of(SQLite::Database& database);

/// Brings the database forward, each step in a transaction of its own, to the version
/// `steps.size()`; nothing when it is there already. Throws SQLite::Exception; the step that
/// failed has changed nothing then.
void migrate(SQLite::Database& database, std::span<const std::string> steps);

}  // namespace charterd::daemon
