// Too few descriptors for a journal's files.
#include <catch2/catch.hpp>

#include "tests/collectors/few_descriptors.h"
#include "tests/collectors/journal_reading.h"

namespace charterd::collectors::testing {
namespace {

constexpr rlim_t kMostRoom = 20;

TEST_CASE("a journal of which not all files can be opened is not read past them") {
  JournalReading reading;
  for (const int n : {5, 3, 1}) {
    write_journal(reading.folder / ("file-" + std::to_string(n) + ".journal"),
                  exported_numbers(n, n + 1));
  }
  const rlim_t enough = open_now() + kMostRoom;
  for (rlim_t limit = 3; limit <= enough; ++limit) {
    CAPTURE(limit);
    JournalReading fresh;
    fresh.world.config.journald.directory = reading.world.config.journald.directory;
    JournaldSource& source = fresh.source();
    Strings seen;
    {
      const FewDescriptors few(limit);
      source.rescan();
      seen = fresh.poll();
      CHECK(seen == (source.caught_up() ? numbers(1, 6) : Strings{}));
    }
    source.rescan();
    for (const std::string& n : fresh.poll()) seen.push_back(n);
    CHECK(seen == numbers(1, 6));
    CHECK(source.caught_up());
  }
}

TEST_CASE("a new file of a journal that cannot be opened is read as soon as it can be") {
  const rlim_t enough = open_now() + kMostRoom;
  for (rlim_t limit = 3; limit <= enough; ++limit) {
    CAPTURE(limit);
    JournalReading reading;
    write_journal(reading.folder / "a.journal", exported_numbers(1, 2));
    reading.source().rescan();
    REQUIRE(reading.poll() == numbers(1, 2));
    write_journal(reading.folder / "b.journal", exported_numbers(3, 4));
    Strings seen;
    {
      const FewDescriptors few(limit);
      seen = reading.poll();
      reading.source().rescan();
      for (const std::string& n : reading.poll()) seen.push_back(n);
      CHECK(reading.source().caught_up() == !seen.empty());
    }
    reading.source().rescan();
    for (const std::string& n : reading.poll()) seen.push_back(n);
    CHECK(seen == numbers(3, 4));
    CHECK(reading.source().caught_up());
  }
}

}  // namespace
}  // namespace charterd::collectors::testing
