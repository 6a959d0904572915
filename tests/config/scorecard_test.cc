#include "config/scorecard.h"

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/config/scorecard_charter.h"

namespace charterd::config {
namespace {

Instant date(int y, unsigned m, unsigned d) {
  return Zone::find("Europe/Prague")->start_of(day(y, m, d));
}

std::vector<std::string> document(const std::function<void(Charter&)>& change) {
  Charter charter = good_charter();
  change(charter);
  return score(charter).document;
}

using Findings = std::vector<std::string>;

TEST_CASE("A target that answers all five questions is present in all of them") {
  const Scorecard card = score(good_charter());
  REQUIRE(card.targets.size() == 1);
  CHECK(card.targets[0].target == "phone-service-level");
  std::string letters;
  for (const SmartItem& found : card.targets[0].items) letters += found.letter;
  CHECK(letters == "SMART");
  check(card.targets[0].items[0], Grade::present, "queue_wait, all of them");
  check(card.targets[0].items[1], Grade::present, "at least 80%, from 50 events on");
  check(card.targets[0].items[2], Grade::present, "78% in 2025.");
  check(card.targets[0].items[3], Grade::present, "serves prompt-help");
  check(card.targets[0].items[4], Grade::present, "28 days");
  CHECK(card.document.empty());
  CHECK(card.warnings() == 0);
}

TEST_CASE("Warnings count items that are not present and what the document lacks") {
  Charter charter = good_charter();
  charter.purpose = {};
  charter.targets[0].evidence = {};
  charter.targets.push_back(charter.targets[0]);
  charter.targets[1].serves = {"promt-help"};
  CHECK(score(charter).warnings() == 4);
}

TEST_CASE("Specific: a target needs a statement, and a reason for what it excludes") {
  check(item('S', [](Target& target, Charter&) { target.statement = {}; }), Grade::missing,
        "no statement says what is promised");
  check(item('S', [](Target& target, Charter&) { target.exclude = Condition{}; }), Grade::doubtful,
        "\"exclude\" does not say why (because)");
  check(item('S',
             [](Target& target, Charter&) {
               target.exclude = Condition{};
               target.exclude_because = plain("They hung up.");
               target.where = Condition{};
             }),
        Grade::present, "queue_wait, those that \"where\" names");
}

TEST_CASE("Relevant: a target serves rights or commitments that there are") {
  check(item('R', [](Target& target, Charter&) { target.serves.clear(); }), Grade::missing,
        "it serves no right and no commitment of the charter (serves)");
  check(item('R',
             [](Target& target, Charter&) {
               target.serves = {"greet", "promt-help"};
             }),
        Grade::doubtful,
        "\"promt-help\" is no right or commitment of the charter; did you mean \"prompt-help\"?");
  check(item('R',
             [](Target& target, Charter&) {
               target.serves = {"greet", "prompt-help"};
             }),
        Grade::present, "serves greet, prompt-help");
}

TEST_CASE("Time-bound: without a window 28 days are assumed, and it says so") {
  check(item('T', [](Target& target, Charter&) { target.window.reset(); }), Grade::missing,
        "no window; 28 days are assumed");
  const auto with_deadline = [](bool window) {
    return item('T', [=](Target& target, Charter&) {
      target.goal = goal(Goal::Kind::reduced, Statistic::mean, 500'000, "mean reduced by 50%");
      target.deadline = date(2026, 10, 1);
      if (!window) target.window.reset();
    });
  };
  check(with_deadline(true), Grade::present, "by 2026-10-01, over 28 days");
  check(with_deadline(false), Grade::doubtful, "no window; 28 days are assumed");
  check(item('T',
             [](Target& target, Charter&) {
               target.goal = goal(Goal::Kind::raised, Statistic::mean, 1, "mean raised");
             }),
        Grade::missing, "no deadline");
}

TEST_CASE("Time-bound: a deadline or a season must lie in the charter's time") {
  check(item('T', [](Target& target, Charter&) { target.deadline = date(2026, 1, 1); }),
        Grade::doubtful,
        "its deadline of 2026-01-01 is over when the charter takes effect on 2026-01-01");
  CHECK(item('T', [](Target& target, Charter&) {
          target.deadline = date(2026, 1, 1) + std::chrono::hours(8);
        }).finding == "by 2026-01-01 08:00, over 28 days");
  const auto season = [](Instant from, Instant to) {
    return item('T', [=](Target& target, Charter&) { target.active = Period{from, to}; });
  };
  CHECK(season(date(2026, 7, 1), date(2026, 11, 1)).grade == Grade::present);
  check(season(date(2025, 7, 1), date(2025, 11, 1)), Grade::doubtful,
        "its season up to 2025-11-01 is over when the charter takes effect on 2026-01-01");
  check(season(date(2027, 1, 1), date(2027, 2, 1)), Grade::doubtful,
        "its season from 2027-01-01 begins after the charter's review by 2027-01-01");
  const auto deadline_in_season = [](Instant deadline) {
    return item('T', [=](Target& target, Charter&) {
      target.active = Period{date(2026, 7, 1), date(2026, 11, 1)};
      target.deadline = deadline;
    });
  };
  CHECK(deadline_in_season(date(2026, 11, 1)).grade == Grade::present);
  check(deadline_in_season(date(2026, 11, 2)), Grade::doubtful,
        "its deadline lies outside its season");
  // A charter without its dates has nothing to compare with.
  CHECK(item('T', [](Target& target, Charter& charter) {
          charter.effective.reset();
          target.deadline = date(2020, 1, 1);
        }).grade == Grade::present);
}

TEST_CASE("The document names whatever a good charter has and this one lacks") {
  Charter bare;
  bare.organization = plain("Bare");
  const std::string no_contact =
      "nothing says how to reach you: recourse with a phone, email or address, or a section on "
      "contact";
  CHECK(score(bare).document ==
        Findings{"no overview says what you do and for whom",
                 "no purpose says what the charter is for",
                 "no scope says which channels, places or customers it covers",
                 "no rights of the customers", "no commitments say what you do to honour it",
                 "no recourse says what customers can do when it is broken", no_contact,
                 "no version tells one edition of the charter from the next",
                 "no date says from when on it is in force (effective)",
                 "no date says when it is looked at again (review_by)",
                 "no languages say in which ones it is written"});
}

TEST_CASE("Customers must be able to reach somebody, by recourse or by a section") {
  const auto without_phone = [](Charter& charter) { charter.recourse[0].details.clear(); };
  CHECK(document(without_phone).size() == 1);
  CHECK(document([&](Charter& charter) {
          without_phone(charter);
          charter.sections.push_back({plain("Contact"), plain("Ring us.")});
        }).empty());
  CHECK(document([&](Charter& charter) {
          without_phone(charter);
          charter.sections.push_back({plain("Contacts among staff"), plain("Ring us."), true});
        }).size() == 1);
}

TEST_CASE("A review that does not come after the charter takes effect is found") {
  CHECK(document([](Charter& charter) { charter.review_by = charter.effective; }) ==
        Findings{"review_by is not after effective"});
}

TEST_CASE("Texts that lack a language of the charter are counted") {
  const auto translated = [](Charter& charter) {
    charter.languages = {"en", "cs"};
    for (Text* text : {&charter.overview, &charter.purpose, &charter.rights[0].second,
                       &charter.commitments[0].second, &charter.recourse[0].step,
                       &charter.targets[0].statement}) {
      *text = Text{{{"", "English"}, {"cs", "česky"}}};
    }
  };
  CHECK(document(translated).empty());
  CHECK(document([&](Charter& charter) {
          translated(charter);
          charter.purpose = plain("English only");
        }) == Findings{"1 text is not written in cs: purpose"});
  CHECK(document([&](Charter& charter) {
          translated(charter);
          charter.purpose = plain("English only");
          charter.targets[0].statement = Text{{{"en", "English only"}}};
        }) == Findings{"2 texts are not written in cs, the first of them: purpose"});
  CHECK(document([&](Charter& charter) {
          translated(charter);
          charter.overview = Text{{{"cs", "jen česky"}}};
        }) == Findings{"1 text is not written in en: overview"});
  // What staff reads, and evidence, need no translation.
  CHECK(document([&](Charter& charter) {
          translated(charter);
          charter.sections.push_back({plain("On the telephone"), plain("Smile."), true});
        }).empty());
}

TEST_CASE("A right that no target serves is found") {
  CHECK(document([](Charter& charter) {
          charter.rights.emplace_back("refund", plain("Your money back."));
        }) == Findings{"no target serves the right \"refund\""});
}

}  // namespace
}  // namespace charterd::config
