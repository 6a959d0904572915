// Opening the database of the state: only what is whole and known is opened, nothing is
// overwritten.
#pragma once

#include <string>
#include <string_view>

#include <SQLiteCpp/SQLiteCpp.h>
#include <tl/expected.hpp>

namespace charterd::daemon {

/// What failed and what to do, with the path. `doing` is "written" or "read". Right behind the
/// failure, before anything else is done with `database`, which may be null.
std::string state_fault(const std::string& path, std::string_view doing,
                        const SQLite::Exception& fault, const SQLite::Database* database);

/// Makes a database without rows where there is none: under another name, then renamed, so that it
/// is there as a whole or not at all. Does nothing when there is one. The caller holds the lock.
tl::expected<void, std::string> create_state(const std::string& path);

/// Opens what is at `path` for reading and writing: in WAL mode, synchronous FULL, brought forward
/// to the present schema. What is damaged, newer or another program's is refused and left as it is,
/// byte for byte. The caller holds the lock.
tl::expected<SQLite::Database, std::string> open_state(const std::string& path);

/// Opens what is at `path` for reading, beside a daemon that writes.
tl::expected<SQLite::Database, std::string> open_state_to_read(const std::string& path);

}  // namespace charterd::daemon
