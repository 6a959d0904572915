#include "daemon/charter_edition.h"

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "config/packed.h"
#include "daemon/charter_changes.h"

namespace charterd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1'760'000'000s};

std::shared_ptr<const rules::Plan> plan_of(const std::string& text) {
  auto loaded = config::parse_charter(text, "charter.yml");
  REQUIRE(loaded.value);
  collectors::Vocabulary vocabulary;
  return rules::Plan::compile(std::make_shared<const config::Charter>(*std::move(loaded.value)),
                              vocabulary);
}

std::string charter_of(const std::string& version, const std::string& targets) {
  return "organization: A\nlanguages: [en, cs]\ntimezone: UTC\nversion: " + version +
         "\nmeasures:\n  wait: {events: call, value: wait, unit: seconds}\ntargets:\n" + targets;
}

CharterEdition edition_of(const std::string& charter, Instant since = kStart) {
  return CharterEdition::of(*plan_of(charter), since);
}

// Where `from` stands in the charter, `to`.
std::string with(std::string charter, const std::string& from, const std::string& to) {
  const std::size_t at = charter.find(from);
  REQUIRE(at != std::string::npos);
  return charter.replace(at, from.size(), to);
}

struct Judged {
  config::Charter charter;
  std::vector<std::string> remarks;
};

// A charter's targets as they are judged by what an edition promised.
Judged judged_by(const CharterEdition& then, const std::string& charter) {
  const auto plan = plan_of(charter);
  Judged judged{*plan->charter, {}};
  judged.remarks = judge_by(then, CharterEdition::of(*plan, kStart), judged.charter);
  return judged;
}

std::string quick(const std::string& goal, const std::string& limit = "20s") {
  return "  quick: {statement: {en: Soon., cs: Brzy.}, measure: wait, goal: " + goal +
         ", good: {wait: \"<= " + limit + "\"}}\n";
}

TEST_CASE("An edition tells each target's terms in the charter's own words") {
  const CharterEdition edition = edition_of(charter_of("3", quick("at least 80%")), kStart);
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
  editions.note(*plan_of(charter_of("3", quick("at least 80%"))), kStart, changes);
  REQUIRE(changes.size() == 1);
  CharterEditions later;
  REQUIRE(later.restore(changes[0].key, changes[0].value));
  changes.clear();
  later.note(*plan_of(charter_of("3", quick("at least 80%") + "# a comment\n")), kStart + 1h,
             changes);
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
    editions.note(*plan_of(charter_of(std::to_string(i), quick("at least 80%"))), kStart + i * 1h,
                  changes);
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
  const std::string row = edition_of(charter_of("3", quick("every one")), kStart).pack();
  CharterEditions editions;
  CHECK(editions.restore({config::Table::charters, 4}, row));
  CHECK_FALSE(editions.restore({config::Table::charters, 6}, row));
}

std::vector<CharterEdition> three_editions() {
  return {edition_of(charter_of("1", quick("at least 80%")), kStart),
          edition_of(charter_of("2", quick("at least 85%") +
                                         "  mean: {measure: wait, goal: mean at most 9s}\n"),
                     kStart + 24h),
          edition_of(
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
  const std::string few = ", minimum_events: 5, good:";
  const CharterEdition then =
      edition_of(with(charter_of("1", quick("at least 80%")), ", good:", few));
  const auto [charter, remarks] = judged_by(then, charter_of("2", quick("at least 95%")));
  CHECK(remarks.empty());
  CHECK(charter.targets[0].goal.amount == 800'000);
  CHECK(charter.targets[0].goal.text == "at least 80%");
  CHECK(charter.targets[0].effective_minimum() == 5);
  CHECK(charter.version == "1");
  CHECK(charter.hash == then.hash);
  const auto now = plan_of(charter_of("2", quick("at least 95%")));
  const auto goals = goals_in_force({then, CharterEdition::of(*now, kStart + 1h)}, *now);
  REQUIRE(goals.size() == 1);
  REQUIRE(goals[0].size() == 2);
  CHECK(goals[0][0].amount == 800'000);
  CHECK(goals[0][0].minimum == 5);
  CHECK(goals[0][0].text == "at least 80%");
  CHECK(goals[0][1].amount == 950'000);
  CHECK(goals[0][1].minimum == 1);
}

TEST_CASE("What counts otherwise, is new or gone cannot be judged by what it was, and says so") {
  const CharterEdition then = edition_of(charter_of(
      "1", quick("at least 80%", "10s") + "  gone: {measure: wait, goal: mean at most 9s}\n"));
  const auto [charter, remarks] = judged_by(
      then,
      charter_of("2", quick("at least 95%") + "  new: {measure: wait, goal: mean at most 5s}\n"));
  CHECK(remarks ==
        std::vector<std::string>{
            "quick: counted otherwise since: judged by what it promises now (at least 95%), not by "
            "what it did then (at least 80%).",
            "new: not promised yet at the end of the period.",
            "gone: promised then (mean at most 9s), and not any more: its figures are gone."});
  CHECK(charter.targets[0].goal.amount == 950'000);
}

constexpr const char* kDesk = R"(organization: A
timezone: UTC
version: 1
scope: {team: [north, south]}
calendars:
  office: {hours: {mon-fri: "09:00-17:00"}, holidays: [2026-01-01]}
measures:
  wait: {events: call, value: wait, unit: seconds, range: [0, 900]}
cases:
  desk:
    key: ticket
    opens: created
    closes: resolved
    voids: cancelled
    reopens: reopened
    pauses: [{from: held, to: resumed}]
    calendar: office
    due: {field: promised}
    measures:
      answer: {from: opened, to: replied}
      solution: {from: opened, to: closed}
exempt:
  - {from: 2026-02-01, to: 2026-02-02, because: A strike.}
targets:
  quick: {measure: wait, goal: at least 80%, good: {wait: "<= 20s"}, by: team}
  answered: {measure: answer, goal: at least 80%, good: {answer: "<= 4h"}}
  solved: {measure: solution, goal: at least 80%, good: {solution: "<= 9h"}}
)";

// The targets that a change makes count otherwise, by blanks.
std::string counted_otherwise(const std::string& from, const std::string& to) {
  const auto before = edition_of(kDesk);
  const auto after = edition_of(with(kDesk, from, to), kStart + 1h);
  std::string found;
  for (const CharterChange& change : changes_between({before, after}, kStart, kStart + 2h)) {
    for (const TargetChange& target : change.targets) {
      if (target.counted_otherwise) found += target.id + " ";
    }
  }
  CHECK(before.promises_the_same(after) == found.empty());
  return found;
}

TEST_CASE("Whatever decides what is counted makes an edition that counts otherwise") {
  const std::string desk = "answered solved ", all = "quick answered solved ";
  CHECK(counted_otherwise("events: call", "events: ring") == "quick ");
  CHECK(counted_otherwise("value: wait", "value: waited") == "quick ");
  CHECK(counted_otherwise("unit: seconds", "unit: minutes") == "quick ");
  CHECK(counted_otherwise("[0, 900]", "[0, 800]") == "quick ");
  CHECK(counted_otherwise(", by: team", "") == "quick ");
  CHECK(counted_otherwise("timezone: UTC", "timezone: Europe/Prague") == all);
  CHECK(counted_otherwise("to: 2026-02-02", "to: 2026-02-03") == all);
  CHECK(counted_otherwise("09:00-17:00", "09:00-18:00") == desk);
  CHECK(counted_otherwise("2026-01-01", "2026-01-02") == desk);
  CHECK(counted_otherwise("key: ticket", "key: case") == desk);
  CHECK(counted_otherwise("opens: created", "opens: received") == desk);
  CHECK(counted_otherwise("closes: resolved", "closes: done") == desk);
  CHECK(counted_otherwise("voids: cancelled", "voids: spam") == desk);
  CHECK(counted_otherwise("reopens: reopened", "reopens: again") == desk);
  CHECK(counted_otherwise("to: resumed", "to: woken") == desk);
  CHECK(counted_otherwise("    calendar: office\n", "") == desk);
  CHECK(counted_otherwise("field: promised", "field: due") == desk);
}

TEST_CASE("What another target is made of does not make one count otherwise") {
  CHECK(counted_otherwise("to: replied", "to: assigned") == "answered ");
  CHECK(counted_otherwise("<= 4h", "<= 5h") == "answered ");
  CHECK(counted_otherwise("A strike.", "The strike.").empty());
}

TEST_CASE("A goal is not applied to figures of another definition") {
  const auto then = edition_of(kDesk);
  const std::string moved = with(kDesk, "09:00-17:00", "09:00-18:00");
  const auto same = judged_by(then, moved);
  CHECK(same.remarks ==
        std::vector<std::string>{
            "answered: counted otherwise since: judged by what it promises now (at least 80%).",
            "solved: counted otherwise since: judged by what it promises now (at least 80%)."});
  const std::string raised =
      with(moved, "at least 80%, good: {answer", "at least 90%, good: {answer");
  CHECK(judged_by(then, raised).charter.targets[1].goal.amount == 900'000);
  const auto now = plan_of(raised);
  CHECK(goals_in_force({then}, *now)[1].front().amount == 900'000);
}

TEST_CASE("Terms are told apart by all of their text, and shown cut") {
  const std::string cities(2 * kTermWidth, 'x');
  const auto told = [&](const std::string& end) {
    return with(charter_of("1", quick("at least 80%")), "Soon.", cities + end);
  };
  const std::vector<CharterEdition> editions{edition_of(told("a")),
                                             edition_of(told("b"), kStart + 1h)};
  CHECK_FALSE(editions[0].promises_the_same(editions[1]));
  const auto changes = changes_between(editions, kStart, kStart + 2h);
  REQUIRE(changes.size() == 1);
  REQUIRE(changes[0].targets.size() == 1);
  REQUIRE(changes[0].targets[0].terms.size() == 1);
  CHECK(changes[0].targets[0].terms[0].term == "statement");
  CHECK(changes[0].targets[0].terms[0].before.size() < cities.size());
  CHECK(changes[0].targets[0].terms[0].after.size() < cities.size());
}

// As it was kept when an edition ended with its terms.
std::string old_row(const CharterEdition& edition) {
  std::string row = edition.pack();
  config::Packer rest;
  for (const auto& target : edition.targets) rest.text(target.definition).integer(target.minimum);
  REQUIRE(row.size() > rest.bytes().size());
  row.resize(row.size() - rest.bytes().size());
  return row;
}

TEST_CASE("An edition that does not say how it counted is read, and not compared") {
  const std::string charter = charter_of("1", quick("at least 80%"));
  CharterEditions editions;
  REQUIRE(editions.restore({config::Table::charters, 1}, old_row(edition_of(charter))));
  CHECK(editions.all().front().targets.front().term("goal") == "at least 80%");
  config::RowChanges changes;
  const auto now = plan_of(with(charter, "80%", "95%"));
  CHECK(editions.note(*now, kStart + 1h, changes));
  const auto [judged, remarks] = judged_by(editions.all().front(), with(charter, "80%", "95%"));
  CHECK(judged.targets[0].goal.amount == 950'000);
  CHECK(remarks ==
        std::vector<std::string>{"quick: how it was counted then is not known: judged by what it "
                                 "promises now (at least 95%), not by what it did then (at least "
                                 "80%)."});
  CHECK(goals_in_force(editions.all(), *now)[0].front().amount == 950'000);
}

TEST_CASE("That it says for the first time how it counts is no change of the charter") {
  const std::string charter = charter_of("1", quick("at least 80%"));
  CharterEditions editions;
  REQUIRE(editions.restore({config::Table::charters, 1}, old_row(edition_of(charter))));
  config::RowChanges changes;
  CHECK(editions.note(*plan_of(charter), kStart + 1h, changes));
  CHECK(changes_between(editions.all(), kStart, kStart + 2h).empty());
}

}  // namespace
}  // namespace charterd::daemon
