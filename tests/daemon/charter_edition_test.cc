#include "daemon/charter_edition.h"

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "daemon/charter_changes.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1'760'000'000s};

config::Charter charter_of(const std::string& version, const std::string& targets) {
  const auto loaded = config::parse_charter(
      "organization: A\nlanguages: [en, cs]\ntimezone: UTC\nversion: " + version +
          "\nmeasures:\n  wait: {events: call, value: wait, unit: seconds}\ntargets:\n" + targets,
      "charter.yml");
  REQUIRE(loaded.value);
  return *loaded.value;
}

std::string quick(const std::string& goal, const std::string& limit = "20s") {
  return "  quick: {statement: {en: Soon., cs: Brzy.}, measure: wait, goal: " + goal +
         ", good: {wait: \"<= " + limit + "\"}}\n";
}

TEST_CASE("An edition tells each target's terms in the charter's own words") {
  const CharterEdition edition = CharterEdition::of(charter_of("3", quick("at least 80%")), kStart);
  REQUIRE(edition.targets.size() == 1);
  const TargetTerms& terms = edition.targets.front();
  CHECK(terms.term("statement") == "Soon.");
  CHECK(terms.term("goal") == "at least 80%");
  CHECK(terms.term("good") == "wait <= 20s");
  CHECK(terms.term("window") == "28 days");
  CHECK(terms.term("deadline").empty());
  const auto again = CharterEdition::unpack(edition.pack());
  REQUIRE(again);
  CHECK(again->since == kStart);
  CHECK(again->hash == edition.hash);
  CHECK(again->promises_the_same(edition));
  CHECK_FALSE(CharterEdition::unpack(edition.pack().substr(0, edition.pack().size() - 1)));
  CHECK_FALSE(CharterEdition::unpack(edition.pack() + "x"));
}

TEST_CASE("What does not change a promise makes no edition") {
  CharterEditions editions;
  config::RowChanges changes;
  editions.note(charter_of("3", quick("at least 80%")), kStart, changes);
  REQUIRE(changes.size() == 1);
  CharterEditions later;
  REQUIRE(later.restore(changes[0].key, changes[0].value));
  changes.clear();
  later.note(charter_of("3", quick("at least 80%") + "# a comment\n"), kStart + 1h, changes);
  CHECK(changes.empty());
  CHECK(later.all().size() == 1);
}

TEST_CASE("Of very many editions the oldest are given up, in the rows too") {
  std::map<config::RowKey, std::string> rows;
  const int count = static_cast<int>(kMostEditions) + 3;
  for (int i = 0; i < count; ++i) {
    CharterEditions editions;
    for (const auto& [key, value] : rows) REQUIRE(editions.restore(key, value));
    config::RowChanges changes;
    editions.note(charter_of(std::to_string(i), quick("at least 80%")), kStart + i * 1h, changes);
    for (std::size_t n = 0; n < changes.size(); ++n) {
      const auto change = changes[n];
      if (change.kind == config::RowChanges::Kind::erase) {
        rows.erase(change.key);
      } else {
        rows[change.key] = std::string(change.value);
      }
    }
  }
  CHECK(rows.size() == kMostEditions);
  CharterEditions editions;
  for (const auto& [key, value] : rows) REQUIRE(editions.restore(key, value));
  CHECK(editions.all().front().version == "3");
  CHECK(editions.all().back().version == std::to_string(count - 1));
}

TEST_CASE("A row that is missing in the middle is damage") {
  const std::string row = CharterEdition::of(charter_of("3", quick("every one")), kStart).pack();
  CharterEditions editions;
  CHECK(editions.restore({config::Table::charters, 4}, row));
  CHECK_FALSE(editions.restore({config::Table::charters, 6}, row));
}

std::vector<CharterEdition> three_editions() {
  return {
      CharterEdition::of(charter_of("1", quick("at least 80%")), kStart),
      CharterEdition::of(charter_of("2", quick("at least 85%") +
                                             "  mean: {measure: wait, goal: mean at most 9s}\n"),
                         kStart + 24h),
      CharterEdition::of(
          charter_of("2", "  mean: {measure: wait, goal: mean at most 9s, window: 7 days}\n"),
          kStart + 48h)};
}

TEST_CASE("Changes are told from one edition to the next, those in the period only") {
  const auto editions = three_editions();
  const auto all = changes_between(editions, kStart - 1h, kStart + 1000h);
  REQUIRE(all.size() == 2);
  CHECK(all[0].at == kStart + 24h);
  CHECK(all[0].version_before == "1");
  CHECK(all[0].version == "2");
  REQUIRE(all[0].targets.size() == 2);
  CHECK(all[0].targets[0].kind == TargetChange::Kind::changed);
  REQUIRE(all[0].targets[0].terms.size() == 1);
  CHECK(all[0].targets[0].terms[0].term == "goal");
  CHECK(all[0].targets[0].terms[0].before == "at least 80%");
  CHECK(all[0].targets[0].terms[0].after == "at least 85%");
  CHECK(all[0].targets[1].kind == TargetChange::Kind::added);
  REQUIRE(all[1].targets.size() == 2);
  CHECK(all[1].targets[0].id == "mean");
  CHECK(all[1].targets[0].terms[0].before == "28 days");
  CHECK(all[1].targets[1].kind == TargetChange::Kind::removed);
  CHECK(all[1].targets[1].id == "quick");
  CHECK(changes_between(editions, kStart + 24h, kStart + 48h).size() == 1);
  CHECK(changes_between(editions, kStart, kStart + 24h).empty());
}

TEST_CASE("In force at the end of a period is what came before it, or the oldest that is known") {
  const auto editions = three_editions();
  CHECK(in_force_at({}, kStart) == nullptr);
  CHECK(in_force_at(editions, kStart) == &editions[0]);
  CHECK(in_force_at(editions, kStart + 24h) == &editions[0]);
  CHECK(in_force_at(editions, kStart + 25h) == &editions[1]);
  CHECK(in_force_at(editions, kStart + 1000h) == &editions[2]);
}

TEST_CASE("Where only a number differs a period is judged by that of its end") {
  const CharterEdition then = CharterEdition::of(charter_of("1", quick("at least 80%")), kStart);
  config::Charter charter = charter_of("2", quick("at least 95%"));
  CHECK(judge_by(then, charter).empty());
  CHECK(charter.targets[0].goal.amount == 800'000);
  CHECK(charter.targets[0].goal.text == "at least 80%");
  CHECK(charter.version == "1");
  CHECK(charter.hash == then.hash);
}

TEST_CASE("What counts otherwise, is new or gone cannot be judged by what it was, and says so") {
  const CharterEdition then =
      CharterEdition::of(charter_of("1", quick("at least 80%", "10s") +
                                             "  gone: {measure: wait, goal: mean at most 9s}\n"),
                         kStart);
  config::Charter charter =
      charter_of("2", quick("at least 95%") + "  new: {measure: wait, goal: mean at most 5s}\n");
  CHECK(judge_by(then, charter) ==
        std::vector<std::string>{
            "quick: counted otherwise since: judged by what it promises now (at least 95%), not by "
            "what it did then (at least 80%).",
            "new: not promised yet at the end of the period.",
            "gone: promised then (mean at most 9s), and not any more: its figures are gone."});
  CHECK(charter.targets[0].goal.amount == 950'000);
}

}  // namespace
}  // namespace charterd::daemon
