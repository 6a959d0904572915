// The journal, by real journal files.
#include "collectors/journald_source.h"

#include <functional>

#include <catch2/catch.hpp>
#include <poll.h>

#include "tests/collectors/journal_files.h"

namespace charterd::collectors::testing {
namespace {

struct Reading {
  explicit Reading(ReadMode the_mode = ReadMode::follow) : mode(the_mode) {
    world.config.kind = config::Source::Kind::journald;
    world.config.format.kind = config::FormatKind::none;
    world.config.journald.directory = folder / ".";
    world.config.events[0].type = {"", "tick", std::nullopt, {}};
    world.config.events[0].time.fields = {"__REALTIME_TIMESTAMP"};
    world.config.events[0].time.form = config::TimeSource::Form::epoch_microseconds;
    world.config.events[0].fields = {{"n", {{"MESSAGE", "", std::nullopt, {}}, false}}};
  }

  std::unique_ptr<JournaldSource> another() {
    return std::make_unique<JournaldSource>(world.config, 0, world.vocabulary, config::Zone::utc(),
                                            mode);
  }
  JournaldSource& source() {
    if (!source_) source_ = another();
    return *source_;
  }
  Strings poll() {
    while (source().poll(sink, 1 << 20) > 0) {
    }
    return sink.taken();
  }
  /// Polls until so many have come, woken by the source's own descriptor.
  Strings take(std::size_t count) {
    for (int tries = 0; sink.seen.size() < count; ++tries) {
      REQUIRE(tries < 1000);
      std::vector<pollfd> files;
      for (const int descriptor : source().watched_descriptors()) {
        files.push_back({descriptor, POLLIN, 0});
      }
      REQUIRE(files.size() == 1);
      ::poll(files.data(), files.size(), 20);
      source().poll(sink, 1 << 20);
    }
    return sink.taken();
  }
  void save() {
    config::RowChanges changes;
    source().save(changes);
    kept.apply(changes);
  }
  void restart() {
    source_.reset();
    for (const auto& [key, value] : kept.rows()) REQUIRE(source().restore(key, value));
  }
  Strings problems() {
    Strings result;
    for (const SourceProblem& problem : source().take_problems()) result.push_back(problem.message);
    return result;
  }

  TemporaryFolder folder;
  World world{ReadMode::follow};
  RecordingSink sink;
  KeptTable kept;
  ReadMode mode;

 private:
  std::unique_ptr<JournaldSource> source_;
};

TEST_CASE("a journal is read from its beginning, over its files, in its order") {
  Reading reading(GENERATE(ReadMode::once, ReadMode::follow));
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
  Reading reading;
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
  Reading reading;
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
  Reading reading;
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
  Reading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 3));
  reading.poll();
  reading.save();
  reading.poll();
  config::RowChanges changes;
  reading.source().save(changes);
  CHECK(changes.empty());
}

TEST_CASE("a cursor that was vacuumed is said and counted") {
  Reading reading;
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

TEST_CASE("nothing comes twice when all that was read is gone") {
  Reading reading;
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

TEST_CASE("a message may have several lines; one that is no text or too long is counted") {
  Reading reading;
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
  Reading reading;
  reading.world.config.format.kind = config::FormatKind::json;
  reading.world.config.events[0].fields = {{"n", {{"order.total", "", std::nullopt, {}}, false}}};
  write_journal(reading.folder / "a.journal",
                exported(1, {{"MESSAGE", R"({"order":{"total":5}})"}}) +
                    exported(2, {{"MESSAGE", "Started shop.service"}}));
  CHECK(reading.poll() == Strings{"5"});
  CHECK(reading.sink.reasons == std::vector<Reason>{Reason::unparsable});
}

TEST_CASE("a folder that is not there is said and tried again") {
  Reading reading;
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
  Reading reading(ReadMode::once);
  reading.world.config.journald.directory = reading.folder / "later";
  CHECK(reading.poll().empty());
  CHECK(reading.source().caught_up());
  CHECK(reading.problems().size() == 1);
}

TEST_CASE("files that may not be read are said") {
  Reading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
  std::filesystem::permissions(reading.folder / "a.journal", std::filesystem::perms::none);
  const Unprivileged nobody(reading.folder);
  CHECK(reading.poll().empty());
  CHECK(reading.problems() ==
        Strings{"cannot be read: its entries are missing; put the user of charterd into the group "
                "systemd-journal"});
}

TEST_CASE("what is not a journal beside the others stops nothing") {
  Reading reading;
  write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
  write(reading.folder / "b.journal", "this is no journal");
  write(reading.folder / "c.journal", "");
  CHECK(reading.poll() == numbers(1, 2));
}

TEST_CASE("one that follows another reads just what that one has read") {
  Reading reading;
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
  Reading reading;
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
