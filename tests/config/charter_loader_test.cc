#include <string>

#include <catch2/catch.hpp>

#include "config/loader.h"
#include "tests/config/charter_texts.h"

namespace charterd::config {
namespace {

using namespace std::chrono_literals;

TEST_CASE("The example's document is read whole") {
  const Charter charter = load(example());
  CHECK(charter.id == "example-outfitters");
  CHECK(charter.organization.in("en") == "Example Outfitters");
  CHECK(charter.version == "3");
  CHECK(charter.effective == Day(std::chrono::year(2026) / 1 / 1));
  CHECK(charter.review_by == Day(std::chrono::year(2027) / 1 / 1));
  CHECK(charter.overview.in("") == "What we do and for whom.");
  CHECK(charter.purpose.in("cs") == "We get it right, every call, every time.");
  CHECK(charter.languages.size() == 5);
  CHECK(charter.timezone.name() == "Europe/Prague");
  REQUIRE(charter.find_scope("channel") != nullptr);
  CHECK(charter.find_scope("channel")->size() == 4);
  CHECK(charter.scope.at(1).first == "segment");
  CHECK(charter.rights.at(0).first == "prompt-help");
  CHECK(charter.commitments.at(0).second.in("") == "Every customer is greeted, with a smile.");
  REQUIRE(charter.sections.size() == 2);
  CHECK_FALSE(charter.sections[0].for_staff);
  CHECK(charter.sections[1].for_staff);
  REQUIRE(charter.recourse.size() == 2);
  CHECK(charter.recourse[0].step.in("") == "Talk to us.");
  CHECK(charter.recourse[0].details.at(0).first == "phone");
  CHECK(charter.recourse[0].details.at(0).second.in("") == "+420 123");
  CHECK(charter.recourse[1].details.at(1).first == "refund");
}

TEST_CASE("The example's calendar is read whole") {
  const Charter charter = load(example());
  const Calendar& office = charter.calendars.at(0);
  CHECK(office.id == "office");
  for (std::size_t day = 0; day < 5; ++day) {
    REQUIRE(office.week[day].size() == 2);
    CHECK(office.week[day][0].from == 8 * 60);
    CHECK(office.week[day][0].to == 12 * 60);
    CHECK(office.week[day][1].from == 13 * 60);
    CHECK(office.week[day][1].to == 18 * 60);
  }
  REQUIRE(office.week[5].size() == 1);
  CHECK(office.week[5][0].from == 9 * 60);
  CHECK(office.week[6].empty());
  CHECK(office.ics == std::string(CHARTERD_SOURCE_DIR) + "/tests/config/holidays.ics");
}

TEST_CASE("The example's measures are read whole") {
  const Charter charter = load(example());
  const Measure* wait = charter.find_measure("queue_wait");
  REQUIRE(wait != nullptr);
  CHECK(wait->events.names == std::vector<std::string>{"call.answered", "call.abandoned"});
  CHECK(wait->value_field == "wait");
  CHECK(wait->unit == Unit::seconds);
  CHECK_FALSE(wait->range.has_value());
  const Measure* satisfaction = charter.find_measure("satisfaction");
  REQUIRE(satisfaction != nullptr);
  CHECK(satisfaction->range == std::pair<Fixed, Fixed>{kFixedOne, 5 * kFixedOne});
  const Measure* sold = charter.find_measure("goods_sold");
  REQUIRE(sold != nullptr);
  CHECK(sold->weight_field == "kilograms");
  CHECK(sold->value_field.empty());
}

TEST_CASE("The example's case is read whole") {
  const Charter charter = load(example());
  const Case& order = charter.cases.at(0);
  CHECK(order.key_field == "order");
  CHECK(order.opens.names == std::vector<std::string>{"order.placed"});
  CHECK(order.closes.names == std::vector<std::string>{"order.completed"});
  CHECK(order.voids.names == std::vector<std::string>{"order.cancelled"});
  CHECK(order.reopens.names == std::vector<std::string>{"order.returned"});
  REQUIRE(order.pauses.size() == 1);
  CHECK(order.pauses[0].to.names == std::vector<std::string>{"order.customer_replied"});
  CHECK(order.calendar == "office");
  REQUIRE(order.due.has_value());
  CHECK(order.due->field == "agreed");
  CHECK(order.due->otherwise == Quantity{Quantity::Kind::working_days, 15 * kFixedOne});
  CHECK(order.keep == Duration(30 * 24h));
  REQUIRE(order.measures.size() == 4);
  using Kind = CaseMeasure::End::Kind;
  CHECK(order.measures[0].from->kind == Kind::opens);
  CHECK(order.measures[0].to->kind == Kind::closes);
  CHECK(order.measures[1].count.names == std::vector<std::string>{"order.revised"});
  CHECK(order.measures[2].to->kind == Kind::event);
  CHECK(order.measures[2].to->event.where.has_value());
  CHECK(order.measures[3].from->kind == Kind::closes);
}

TEST_CASE("Texts are kept by language, those of one language without") {
  const Charter charter = load(
      "organization: {en: Example, cs: Příklad}\ntimezone: UTC\npurpose: |\n  We help.\n  "
      "Always.\nlanguages: [en, cs]\nmeasures: {n: {events: e}}\ntargets: {t: {measure: n, goal: "
      "count at least 1}}\n");
  CHECK(charter.organization.in("cs") == "Příklad");
  CHECK(charter.organization.in("de") == "Příklad");
  CHECK(charter.purpose.in("cs") == "We help.\nAlways.");
  CHECK(charter.id == "example");
}

TEST_CASE("The id is made of the organization's name where the file gives none") {
  const auto id = [](const std::string& name) {
    return load("organization: \"" + name + "\"\ntimezone: UTC\nmeasures: {n: {events: e}}\n" +
                "targets: {t: {measure: n, goal: count at least 1}}\n")
        .id;
  };
  CHECK(id("Example Outfitters, Ltd.") == "example-outfitters-ltd");
  CHECK(id("  24/7  ") == "24-7");
  CHECK(id("Škola Ř") == "kola");
  CHECK(id("ŘŘ") == "charter");
  CHECK(id(std::string(200, 'x')).size() == 63);
}

TEST_CASE("Ranges and days of the week may be written in many ways") {
  const Charter charter = load(std::string(kHead) + R"(
calendars:
  shop: {hours: {sat-mon: "9:00-24:00", "tue, thu": "00:00-01:00"}}
measures:
  talk: {events: call, value: talk, unit: minutes, range: [0.5, 90]}
  ping: {events: call, value: ping, unit: milliseconds, range: [-1, 2500]}
targets:
  t: {measure: talk, goal: count at least 1}
)");
  const auto& week = charter.calendars.at(0).week;
  for (const std::size_t day : {5U, 6U, 0U}) CHECK(week[day].at(0).to == 24 * 60);
  for (const std::size_t day : {1U, 3U}) CHECK(week[day].at(0).to == 60);
  CHECK(week[2].empty());
  CHECK(week[4].empty());
  CHECK(charter.measures.at(0).range == std::pair<Fixed, Fixed>{30 * kFixedOne, 5'400 * kFixedOne});
  CHECK(charter.measures.at(1).range == std::pair<Fixed, Fixed>{-1'000, 2'500'000});
}

TEST_CASE("The hash is of the bytes") {
  const std::string text =
      std::string(kHead) + kMeasures + "targets: {t: {measure: parcels, goal: count at least 1}}\n";
  const std::string hash = load(text).hash;
  CHECK(hash.size() == 16);
  CHECK(hash.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(load(text).hash == hash);
  CHECK(load(text + "#").hash != hash);
}

TEST_CASE("There is a limit to what a charter can measure and promise") {
  const auto entries = [](int count, const std::string& value) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "  n" + std::to_string(i) + ": " + value + "\n";
    return text;
  };
  const auto charter = [&](int measures, int targets) {
    return parse_charter(std::string(kHead) + "measures:\n" + entries(measures, "{events: e}") +
                             "targets:\n" +
                             entries(targets, "{measure: n0, goal: count at least 1}"),
                         "charter.yml");
  };
  CHECK(charter(1'000, 1'000).value.has_value());
  CHECK_FALSE(charter(1'001, 1).value.has_value());
  const auto loaded = charter(1, 1'001);
  CHECK_FALSE(loaded.value.has_value());
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].message ==
        "\"targets\" has 1001 entries, and 1000 are the most there can be");
}

TEST_CASE("A file of mistakes without end gets the first thousand of them") {
  std::string text = "{";
  for (int i = 0; i < 5'000; ++i) text += "key" + std::to_string(i) + ": x, ";
  const auto loaded = parse_charter(text + "}", "charter.yml");
  CHECK_FALSE(loaded.value.has_value());
  CHECK(loaded.diagnostics.size() == 1'000);
}

TEST_CASE("A file that cannot be read is an error of the whole file") {
  const auto missing = load_charter("/nowhere/charter.yml");
  CHECK_FALSE(missing.value.has_value());
  CHECK(rendered(missing.diagnostics) ==
        "/nowhere/charter.yml: the charter cannot be read: No such file or directory\n");
  const auto folder = load_charter(CHARTERD_SOURCE_DIR);
  CHECK_FALSE(folder.value.has_value());
  CHECK(folder.diagnostics.at(0).message == "the charter cannot be read: is a folder");
}

TEST_CASE("A file is read from the disk") {
  const auto loaded =
      load_charter(std::string(CHARTERD_SOURCE_DIR) + "/tests/config/example_charter.yml");
  INFO(rendered(loaded.diagnostics));
  REQUIRE(loaded.value.has_value());
  CHECK(loaded.value->calendars.at(0).ics ==
        std::string(CHARTERD_SOURCE_DIR) + "/tests/config/holidays.ics");
}

}  // namespace
}  // namespace charterd::config
