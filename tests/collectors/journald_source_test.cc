// The journal, by real journal files.
#include "collectors/journald_source.h"

#include "tests/collectors/journal_reading.h"

namespace charterd::collectors::testing {
namespace {

TEST_CASE("a journal is read from its beginning, over its files, in its order") {
  JournalReading reading(GENERATE(ReadMode::once, ReadMode::follow));
  write_journal(reading.folder / "b.journal", exported_numbers(1, 3));
  write_journal(reading.folder / "a.journal", exported_numbers(4, 6));
  CHECK(reading.poll() == numbers(1, 6));
  CHECK(reading.source().caught_up());
  CHECK(reading.source().counts().accepted == 6);
  CHECK(reading.sink.origins.back().line == 6);
  CHECK(reading.sink.origins.back().offset == 1'790'000'000'000'006);
  CHECK(reading.source().stream_path(0) == reading.folder / ".");
}

TEST_CASE("matches are those of journalctl") {
  JournalReading reading;
  const auto entry = [](int n, const std::string& unit, const std::string& priority) {
    return exported(
        static_cast<std::uint64_t>(n),
        {{"MESSAGE", std::to_string(n)}, {"_SYSTEMD_UNIT", unit}, {"PRIORITY", priority}});
  };
  write_journal(reading.folder / "a.journal",
                entry(1, "a.service", "6") + entry(2, "b.service", "6") +
                    entry(3, "c.service", "6") + entry(4, "a.service", "3"));
  auto& matches = reading.world.config.journald.matches;
  const auto [given, found] = GENERATE(table<Strings, Strings>({
      {{"_SYSTEMD_UNIT=a.service"}, {"1", "4"}},
      {{"_SYSTEMD_UNIT=a.service", "_SYSTEMD_UNIT=b.service"}, {"1", "2", "4"}},
      {{"_SYSTEMD_UNIT=a.service", "PRIORITY=6"}, {"1"}},
      {{"_SYSTEMD_UNIT=c.service", "+", "PRIORITY=3"}, {"3", "4"}},
      {{"_SYSTEMD_UNIT=d.service"}, {}},
  }));
  matches = given;
  CHECK(reading.poll() == found);
  CHECK(reading.source().caught_up());
}

TEST_CASE("what is written meanwhile comes, also in new files") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
  CHECK(reading.poll() == numbers(1, 2));
  CHECK(reading.poll().empty());
  write_journal(reading.folder / "a.journal", exported_numbers(3, 4));
  CHECK(reading.take(2) == numbers(3, 4));
  write_journal(reading.folder / "b.journal", exported_numbers(5, 6));
  CHECK(reading.take(2) == numbers(5, 6));
  std::filesystem::rename(reading.folder / "a.journal", reading.folder / "a@archived.journal");
  write_journal(reading.folder / "b.journal", exported_numbers(7, 7));
  CHECK(reading.take(1) == numbers(7, 7));
  CHECK(reading.problems().empty());
}

TEST_CASE("after a restart reading goes on behind the last entry that was kept") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  reading.save();
  write_journal(reading.folder / "a.journal", exported_numbers(4, 5));
  CHECK(reading.take(2) == numbers(4, 5));
  reading.restart();
  CHECK(reading.poll() == numbers(4, 5));
  CHECK(reading.source().counts().accepted == 5);
  CHECK(reading.sink.origins.back().line == 5);
  reading.save();
  std::filesystem::rename(reading.folder / "a.journal", reading.folder / "a@archived.journal");
  write_journal(reading.folder / "b.journal", exported_numbers(6, 6));
  reading.restart();
  CHECK(reading.poll() == numbers(6, 6));
  CHECK(reading.source().intake().gaps == 0U);
  CHECK(reading.problems().empty());
}

TEST_CASE("nothing is kept anew when nothing came") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  reading.poll();
  reading.save();
  reading.poll();
  config::RowChanges changes;
  reading.source().save(changes);
  CHECK(changes.empty());
}

TEST_CASE("a message may have several lines; one that is no text or too long is counted") {
  JournalReading reading;
  const std::string largest(kMaximumRecordSize, 'x');
  write_journal(reading.folder / "a.journal",
                exported(1, {{"MESSAGE", "two\nlines"}}) + exported(2, {{"MESSAGE", "\xff"}}) +
                    exported(3, {{"MESSAGE", largest}}) +
                    exported(4, {{"MESSAGE", largest + "x"}}) +
                    exported(5, {{"MESSAGE", "5"}, {"BLOB", "\xff" + largest}}) +
                    exported(6, {{"OTHER", "6"}}));
  CHECK(reading.poll() == Strings{"two\nlines", largest, "5", ""});
  CHECK(reading.sink.reasons == std::vector<Reason>{Reason::bad_encoding, Reason::too_long});
}

TEST_CASE("the message's own format is read out of it") {
  JournalReading reading;
  reading.world.config.format.kind = config::FormatKind::json;
  reading.world.config.events[0].fields = {{"n", {{"order.total", "", std::nullopt, {}}, false}}};
  write_journal(reading.folder / "a.journal",
                exported(1, {{"MESSAGE", R"({"order":{"total":5}})"}}) +
                    exported(2, {{"MESSAGE", "Started shop.service"}}));
  CHECK(reading.poll() == Strings{"5"});
  CHECK(reading.sink.reasons == std::vector<Reason>{Reason::unparsable});
}

TEST_CASE("a folder that is not there is said and tried again") {
  JournalReading reading;
  reading.world.config.journald.directory = reading.folder / "later";
  CHECK(reading.poll().empty());
  CHECK_FALSE(reading.source().caught_up());
  CHECK(reading.problems() == Strings{"the journal cannot be opened: No such file or directory"});
  std::filesystem::create_directory(reading.folder / "later");
  write_journal(reading.folder / "later/a.journal", exported_numbers(1, 2));
  reading.source().rescan();
  CHECK(reading.poll() == numbers(1, 2));
  CHECK(reading.source().caught_up());
}

TEST_CASE("to read once ends where there is no journal") {
  JournalReading reading(ReadMode::once);
  reading.world.config.journald.directory = reading.folder / "later";
  CHECK(reading.poll().empty());
  CHECK(reading.source().caught_up());
  CHECK(reading.problems().size() == 1);
}

TEST_CASE("files that may not be read are said") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
  std::filesystem::permissions(reading.folder / "a.journal", std::filesystem::perms::none);
  const Unprivileged nobody(reading.folder);
  CHECK(reading.poll().empty());
  CHECK(reading.problems() ==
        Strings{"cannot be read: its entries are missing; put the user of charterd into the group "
                "systemd-journal"});
}

TEST_CASE("what is not a journal beside the others stops nothing") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
  write(reading.folder / "b.journal", "this is no journal");
  write(reading.folder / "c.journal", "");
  CHECK(reading.poll() == numbers(1, 2));
}

TEST_CASE("one that follows another reads just what that one has read") {
  JournalReading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  CHECK(reading.poll() == numbers(1, 3));
  auto behind = reading.another();
  behind->follow(reading.source());
  CHECK_FALSE(behind->is_level());
  write_journal(reading.folder / "a.journal", exported_numbers(4, 5));
  RecordingSink sink;
  while (behind->poll(sink, 1) > 0) {
  }
  CHECK(sink.taken() == numbers(1, 3));
  CHECK(behind->is_level());
  CHECK(reading.take(2) == numbers(4, 5));
  CHECK_FALSE(behind->is_level());
  while (behind->poll(sink, 1 << 20) > 0) {
  }
  CHECK(sink.taken() == numbers(4, 5));
  CHECK(behind->is_level());
}

TEST_CASE("one that follows a source that has read nothing is level") {
  JournalReading reading;
  auto ahead = reading.another();
  auto behind = reading.another();
  behind->follow(*ahead);
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  RecordingSink sink;
  behind->poll(sink, 1 << 20);
  CHECK(sink.seen.empty());
  CHECK(behind->is_level());
}

}  // namespace
}  // namespace charterd::collectors::testing
