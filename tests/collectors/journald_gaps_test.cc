// The journal, when entries of it go before they were read.
#include "collectors/journald_source.h"
#include "tests/collectors/journal_reading.h"

namespace charterd::collectors::testing {
namespace {

/// Three entries of another service, whose numbers would match.
std::string of_others(int from) {
  return exported_numbers(from, from + 2, {{"_SYSTEMD_UNIT", "other.service"}});
}

std::string of_ours(int from, int to) {
  return exported_numbers(from, to, {{"_SYSTEMD_UNIT", "shop.service"}});
}

TEST_CASE("a cursor that was vacuumed is said and counted") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  reading.save();
  write_journal(reading.folder / "b.journal", exported_numbers(7, 8));
  std::filesystem::remove(reading.folder / "a.journal");
  reading.restart();
  CHECK(reading.poll() == numbers(7, 8));
  CHECK(reading.source().intake().gaps == 1U);
  REQUIRE(reading.problems().size() == 1);
  reading.save();
  reading.restart();
  CHECK(reading.poll().empty());
  CHECK(reading.source().intake().gaps == 1U);
  CHECK(reading.problems().empty());
}

TEST_CASE("entries that go while they wait to be read are said and counted") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  write_journal(reading.folder / "b.journal", exported_numbers(4, 6));
  write_journal(reading.folder / "c.journal", exported_numbers(7, 8));
  reading.source().poll(reading.sink, 1);
  CHECK(reading.sink.taken() == numbers(1, 1));
  std::filesystem::remove(reading.folder / "a.journal");
  std::filesystem::remove(reading.folder / "b.journal");
  CHECK(reading.take(2) == numbers(7, 8));
  CHECK(reading.source().intake().gaps == 1U);
  const auto said = reading.source().take_problems();
  REQUIRE(said.size() == 1);
  CHECK_FALSE(said[0].notice);
  CHECK(said[0].path == reading.folder / ".");
  CHECK(said[0].message ==
        "the entry that was read last is not there any more, so what followed it may be missing, "
        "since 2026-09-21T14:13:20.000001Z: the journal was vacuumed or moved away; keep more of "
        "it (SystemMaxUse= in journald.conf)");
}

TEST_CASE("what had all been read may go, and an old entry of a rare service too") {
  JournalReading reading;
  reading.world.config.journald.matches = {"_SYSTEMD_UNIT=shop.service"};
  write_journal(reading.folder / "a.journal", of_ours(1, 3));
  write_journal(reading.folder / "b.journal", of_others(4));
  CHECK(reading.poll() == numbers(1, 3));
  std::filesystem::remove(reading.folder / "a.journal");
  SECTION("while it runs") {}
  SECTION("while it does not") {
    reading.save();
    reading.restart();
  }
  write_journal(reading.folder / "c.journal", of_ours(7, 7));
  CHECK(reading.poll() == numbers(7, 7));
  CHECK(reading.source().intake().gaps == 0U);
  CHECK(reading.problems().empty());
}

TEST_CASE("entries may have come and gone of a service of which none was ever read") {
  JournalReading reading;
  reading.world.config.journald.matches = {"_SYSTEMD_UNIT=shop.service"};
  write_journal(reading.folder / "a.journal", of_others(1));
  CHECK(reading.poll().empty());
  reading.save();
  write_journal(reading.folder / "a.journal", of_ours(4, 6));
  std::filesystem::remove(reading.folder / "a.journal");
  write_journal(reading.folder / "b.journal", of_others(7));
  reading.restart();
  CHECK(reading.poll().empty());
  CHECK(reading.source().intake().gaps == 1U);
  CHECK(reading.problems().size() == 1);
}

TEST_CASE("a place that is gone counts once, however often it is looked for") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  reading.save();
  std::filesystem::remove(reading.folder / "a.journal");
  for (int i = 0; i < 3; ++i) {
    reading.restart();
    CHECK(reading.poll().empty());
    CHECK(reading.source().intake().gaps == 1U);
    reading.save();
  }
  write_journal(reading.folder / "b.journal", exported_numbers(9, 9));
  CHECK(reading.take(1) == numbers(9, 9));
  CHECK(reading.source().intake().gaps == 1U);
  reading.save();
  reading.restart();
  CHECK(reading.poll().empty());
  CHECK(reading.source().intake().gaps == 1U);
}

TEST_CASE("a place that was kept without what has been covered is still known") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  reading.save();
  config::Unpacker from(reading.kept.rows().at({config::Table::files, 0, 0}));
  config::Packer old;
  old.text(from.text()).number(from.number()).number(from.number()).number(5);
  config::RowChanges changes;
  changes.put({config::Table::files, 0, 0}, old.bytes());
  reading.kept.apply(changes);
  reading.restart();
  CHECK(reading.poll().empty());
  CHECK(reading.source().intake().gaps == 5U);
}

TEST_CASE("that only others write is kept once a minute") {
  JournalReading reading;
  reading.world.config.journald.matches = {"_SYSTEMD_UNIT=shop.service"};
  write_journal(reading.folder / "a.journal", of_ours(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  reading.save();
  const auto rows_after = [&](int number) {
    write_journal(reading.folder / "a.journal", of_others(number));
    reading.poll();
    config::RowChanges changes;
    reading.source().save(changes);
    return changes.size();
  };
  CHECK(rows_after(1'000'000) == 0);
  CHECK(rows_after(61'000'000) == 1);
}

TEST_CASE("nothing comes twice when all that was read is gone") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  reading.poll();
  reading.save();
  std::filesystem::remove(reading.folder / "a.journal");
  write_journal(reading.folder / "b.journal", exported_numbers(1, 2));
  reading.restart();
  CHECK(reading.poll().empty());
  CHECK(reading.source().caught_up());
  write_journal(reading.folder / "b.journal", exported_numbers(9, 9));
  CHECK(reading.take(1) == numbers(9, 9));
  CHECK(reading.source().intake().gaps == 1U);
}

}  // namespace
}  // namespace charterd::collectors::testing
