// What is kept of a source besides its files; and rows that are damaged.
#include <random>

#include <catch2/catch.hpp>
#include <fcntl.h>

#include "collectors/duplicate_filter.h"
#include "collectors/file_descriptor.h"
#include "collectors/hash.h"
#include "collectors/reading_memory.h"
#include "collectors/stdin_source.h"
#include "tests/collectors/source_world.h"

namespace charterd::collectors::testing {
namespace {

using config::RowKey;
using config::Table;
using std::chrono::hours;

Instant at(int hour) { return Instant(hours(hour)); }

/// A filter whose state goes through rows.
struct KeptFilter {
  void save() {
    config::RowChanges changes;
    filter.save(changes, 3);
    table.apply(changes);
    config::Packer row;
    filter.pack(row);
    head = row.bytes();
  }
  void restart() {
    filter = DuplicateFilter(hours(3));
    config::Unpacker from(head);
    REQUIRE(filter.unpack(from));
    REQUIRE(from.ended());
    for (const auto& [key, value] : table.rows()) REQUIRE(filter.restore(key, value));
  }

  DuplicateFilter filter{hours(3)};
  KeptTable table;
  std::string head;
};

TEST_CASE("a restored filter decides as one that was never away") {
  std::mt19937 random(7);
  KeptFilter kept;
  DuplicateFilter other(hours(3));
  Instant latest = at(0);
  int duplicates = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::to_string(random() % 50);
    const Instant time = latest + hours(static_cast<int>(random() % 12) - 9);
    const bool expected = other.is_duplicate(id, time, latest);
    REQUIRE(kept.filter.is_duplicate(id, time, latest) == expected);
    duplicates += expected ? 1 : 0;
    if (!expected) {
      latest = std::max(latest, time);
      kept.filter.remember(id, time, latest);
      other.remember(id, time, latest);
    }
    if (random() % 20 == 0) {
      kept.save();
      if (random() % 3 == 0) kept.restart();
    }
    REQUIRE(kept.filter.size() == other.size());
    REQUIRE(kept.table.rows().size() < 100);
  }
  CHECK(duplicates > 500);
}

TEST_CASE("ids are kept in pieces, each once, and forgotten a generation at a time") {
  KeptFilter kept;
  for (int i = 0; i < 10'000; ++i) kept.filter.remember(std::to_string(i), at(0), at(0));
  kept.save();
  CHECK(kept.table.rows().size() == 3);
  config::RowChanges nothing;
  kept.filter.save(nothing, 3);
  CHECK(nothing.empty());
  kept.filter.remember("a", at(4), at(4));
  kept.save();
  CHECK(kept.table.rows().size() == 4);
  kept.restart();
  CHECK(kept.filter.is_duplicate("9999", at(2), at(3)));
  kept.filter.remember("b", at(8), at(8));
  kept.filter.remember("c", at(12), at(12));
  kept.filter.remember("d", at(16), at(16));
  kept.save();
  CHECK(kept.table.rows().size() == 2);  // c and d
  kept.restart();
  CHECK(kept.filter.size() == 2);
}

TEST_CASE("ids are the same on every machine and in every version") {
  DuplicateFilter filter(hours(1));
  filter.remember("order-1", at(1), at(2));
  config::RowChanges changes;
  filter.save(changes, 0);
  REQUIRE(changes.size() == 1);
  config::Unpacker from(changes[0].value);
  CHECK(from.number() == 1);
  CHECK(from.number() == 0x6be9814be1763e40ULL);
  CHECK(from.number() == 0xa5a98309f85ae59bULL);
  CHECK(from.instant() == at(1));
  CHECK(from.instant() == at(2));
  CHECK(from.ended());
}

/// A source of files with everything that is kept.
struct Everything : World {
  Everything() : World(ReadMode::follow) {
    config.drop_duplicates = config::DuplicateRule{"n", hours(1)};
  }
  void fill() {
    write(folder / "x.log", records(1, 9));
    write(folder / "y.log", records(21, 29));
    poll();
    write(folder / "x.log", records(31, 39));
    poll();
    save();
  }
};

TEST_CASE("restored: copies of records from before are duplicates") {
  Everything world;
  world.fill();
  append(world.folder / "x.log", records(36, 41));
  world.restart();
  CHECK(world.settle() == numbers(40, 41));
  CHECK(world.source().counts().duplicate == 4);
  CHECK(world.source().counts().accepted == 29);
}

TEST_CASE("restored: ids are dropped when nobody asks for them any more") {
  Everything world;
  world.fill();
  world.config.drop_duplicates.reset();
  world.restart();
  append(world.folder / "x.log", records(36, 41));
  CHECK(world.settle() == numbers(36, 41));
  world.save();
  for (const auto& [key, value] : world.kept.rows()) CHECK(key.table != Table::record_ids);
  world.config.drop_duplicates = config::DuplicateRule{"n", hours(1)};
  world.restart();
  append(world.folder / "x.log", records(41, 41) + records(41, 41));
  CHECK(world.settle() == numbers(41, 41));
}

// As charterd wrote them before it knew milestones, in states of schema 1.
TEST_CASE("a reading of an older state is read, and is without milestones") {
  const std::string text = "a record and another one\n";
  const Hash128 hash = hash_128(text);
  config::Packer row;
  row.number(4).text("/var/log/calls.log").number(text.size()).number(2);  // stream, offset, line
  row.flag(false).text("");                                                // skipping, header
  for (int excerpt = 0; excerpt < 2; ++excerpt) {                          // head, tail
    row.number(text.size()).number(hash.low).number(hash.high);
  }
  row.text("calls.log").number(1);
  ReadingMemory memory;
  REQUIRE(memory.restore(0, row.bytes()));
  const Reading& reading = memory.all().at(0);
  CHECK(reading.state.path == "/var/log/calls.log");
  CHECK(reading.state.offset == text.size());
  CHECK(reading.name.rotated == 1);
  ContentMark same;
  same.add(text);
  CHECK(reading.mark == same);
  SECTION("but one that ends within its milestones is damaged") {
    config::Packer now;
    now.number(3);
    ReadingMemory other;
    CHECK_FALSE(other.restore(0, row.bytes() + now.bytes()));
  }
}

TEST_CASE("readings are kept up to a bound") {
  ReadingMemory memory;
  KeptTable table;
  const auto save = [&] {
    config::RowChanges changes;
    memory.save(changes, 5);
    table.apply(changes);
    return changes.size();
  };
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 100; ++i) {
      Reading reading;
      const std::string text = std::to_string(round) + "/" + std::to_string(i);
      reading.mark.add(text);
      reading.state.offset = text.size();
      memory.remember(reading);
    }
    save();
    CHECK(save() == 0);
    ReadingMemory again;
    for (const auto& [key, value] : table.rows()) REQUIRE(again.restore(key.b, value));
    CHECK(again.all().size() == memory.all().size());
    CHECK(again.all().front().mark == memory.all().front().mark);
    memory = again;
  }
  CHECK(table.rows().size() == ReadingMemory::kMost);
}

TEST_CASE("restored: of standard input the counts and the ids remain") {
  World world(ReadMode::follow);
  world.config.drop_duplicates = config::DuplicateRule{"n", hours(1)};
  KeptTable table;
  const auto read = [&](const std::string& text) {
    write(world.folder / "input", text);
    const FileDescriptor file = open_to_read(world.folder / "input");
    StdinSource source(world.config, 4, world.vocabulary, config::Zone::utc(), ReadMode::follow,
                       file.number());
    for (const auto& [key, value] : table.rows()) REQUIRE(source.restore(key, value));
    CHECK_FALSE(source.restore({Table::files, 4, 0}, ""));
    while (source.poll(world.sink, 1'000) > 0) {
    }
    config::RowChanges changes;
    source.save(changes);
    table.apply(changes);
    return source.counts();
  };
  CHECK(read(records(1, 5)).accepted == 5);
  const SourceCounts counts = read(records(4, 8));
  CHECK(counts.accepted == 8);
  CHECK(counts.duplicate == 2);
  CHECK(counts.records == 10);
  CHECK(world.sink.seen == numbers(1, 8));
}

// True when all of it was taken.
bool restores(const Everything& world, const KeptTable::Rows& rows) {
  Vocabulary vocabulary = world.vocabulary;
  FileSource source(world.config, 0, vocabulary, config::Zone::utc(), ReadMode::follow);
  for (const auto& [key, value] : rows) {
    if (!source.restore(key, value)) return false;
  }
  RecordingSink sink;
  source.rescan();
  while (source.poll(sink, 1'000) > 0) {
  }
  config::RowChanges changes;
  source.save(changes);
  return true;
}

TEST_CASE("damaged rows are refused") {
  Everything world;
  world.fill();
  REQUIRE(restores(world, world.kept.rows()));
  for (const auto& [key, value] : world.kept.rows()) {
    CAPTURE(static_cast<int>(key.table), key.b, key.d);
    auto rows = world.kept.rows();
    if (key.table != Table::streams) {
      std::size_t taken = 0;
      for (std::size_t size = 0; size < value.size(); ++size) {
        rows[key] = value.substr(0, size);
        if (restores(world, rows)) ++taken;
      }
      // A row that ends before the milestones is that of an older state.
      const bool has_reading = key.table == Table::files || key.table == Table::readings;
      REQUIRE(taken == (has_reading ? 1 : 0));
      rows[key] = value + "x";
      CHECK_FALSE(restores(world, rows));
    }
    rows = world.kept.rows();
    rows.erase(key);
    RowKey wrong = key;
    wrong.a = 1;
    rows[wrong] = value;
    CHECK_FALSE(restores(world, rows));
    if (key.table == Table::sources) continue;
    wrong = key;
    wrong.b = -1;
    rows = {{wrong, value}};
    CHECK_FALSE(restores(world, rows));
    wrong.b = INT64_MAX;
    rows = {{wrong, value}};
    CHECK_FALSE(restores(world, rows));
  }
  for (const Table table : {Table::engine, Table::cases}) {
    CHECK_FALSE(restores(world, {{{table, 0, 0}, "x"}}));
  }
}

TEST_CASE("rows of any bytes do no harm") {
  Everything world;
  world.fill();
  std::mt19937 random(11);
  int refused = 0;
  for (int i = 0; i < 3'000; ++i) {
    auto rows = world.kept.rows();
    auto row = rows.begin();
    std::advance(row, static_cast<long>(random() % rows.size()));
    std::string& value = row->second;
    if (random() % 2 == 0) {
      value.resize(random() % 100);
      for (char& c : value) c = static_cast<char>(random());
    } else if (!value.empty()) {
      value[random() % value.size()] = static_cast<char>(random());
    }
    refused += restores(world, rows) ? 0 : 1;
  }
  CHECK(refused > 500);
}

}  // namespace
}  // namespace charterd::collectors::testing
