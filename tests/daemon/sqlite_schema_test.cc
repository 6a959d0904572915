#include "daemon/sqlite_schema.h"

#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "tests/fault/state_folder.h"

namespace charterd::daemon {
namespace {

SQLite::Database memory() { return {":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}; }

TEST_CASE("An older schema goes forward step by step, keeping its rows") {
  SQLite::Database database = memory();
  std::vector<std::string> steps{"CREATE TABLE old (x); INSERT INTO old VALUES (7)"};
  migrate(database, steps);
  CHECK(identity_of(database).version == 1);
  steps.emplace_back("ALTER TABLE old RENAME TO new");
  steps.emplace_back("UPDATE new SET x = x + 1");
  migrate(database, steps);
  CHECK(identity_of(database).version == 3);
  migrate(database, steps);
  CHECK(database.execAndGet("SELECT x FROM new").getInt() == 8);
}

TEST_CASE("A step that fails changes nothing, and those before it stay") {
  SQLite::Database database = memory();
  const std::vector<std::string> steps{"CREATE TABLE one (x)",
                                       "CREATE TABLE two (x); INSERT INTO nowhere VALUES (1)"};
  CHECK_THROWS_AS(migrate(database, steps), SQLite::Exception);
  CHECK(identity_of(database).version == 1);
  CHECK(database.tableExists("one"));
  CHECK_FALSE(database.tableExists("two"));
}

TEST_CASE("The present schema has a table for each kind of row, with telling keys") {
  SQLite::Database database = memory();
  migrate(database, migrations());
  CHECK(identity_of(database).application == 0x63687274);
  CHECK(identity_of(database).version == 3);
  for (std::size_t i = 0; i < config::kTableCount; ++i) {
    const TableForm& form = form_of(static_cast<config::Table>(i));
    INFO(form.name);
    CHECK(form.width >= 1);
    CHECK(database.tableExists(std::string(form.name)));
  }
  CHECK(database.execAndGet("SELECT sql FROM sqlite_master WHERE name = 'steps'").getString() ==
        "CREATE TABLE steps (target INTEGER NOT NULL, part INTEGER NOT NULL, grain INTEGER NOT "
        "NULL, step INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (target, part, grain, "
        "step)) WITHOUT ROWID");
}

TEST_CASE("A file of version 1 gets the charter's editions beside what it has") {
  SQLite::Database database = memory();
  migrate(database, migrations().first(1));
  CHECK_FALSE(database.tableExists("charters"));
  database.exec("INSERT INTO engine VALUES (0, x'01')");
  migrate(database, migrations());
  CHECK(database.tableExists("charters"));
  CHECK(database.execAndGet("SELECT count(*) FROM engine").getInt() == 1);
}

}  // namespace
}  // namespace charterd::daemon
