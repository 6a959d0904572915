#include "config/scorecard.h"

#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

namespace charterd::config {
namespace {

Text plain(const std::string& text) { return Text{{{"", text}}}; }

Day day(int y, unsigned m, unsigned d) {
  return Day(std::chrono::year_month_day(std::chrono::year(y), std::chrono::month(m),
                                         std::chrono::day(d)));
}

Instant date(int y, unsigned m, unsigned d) {
  return Zone::find("Europe/Prague")->start_of(day(y, m, d));
}

Measure measure(const std::string& id, Unit unit) {
  Measure result;
  result.id = id;
  result.unit = unit;
  result.value_field = "value";
  return result;
}

Goal goal(Goal::Kind kind, Statistic statistic, Fixed amount, const std::string& text) {
  Goal result;
  result.kind = kind;
  result.statistic = statistic;
  result.amount = amount;
  result.text = text;
  return result;
}

Goal share(Goal::Kind kind, Fixed ratio) { return goal(kind, Statistic::share, ratio, "a share"); }

// A charter with nothing to find fault with, and one target of which the same is true.
Charter good_charter() {
  Charter charter;
  charter.organization = plain("Example Outfitters");
  charter.version = "3";
  charter.effective = day(2026, 1, 1);
  charter.review_by = day(2027, 1, 1);
  charter.overview = plain("What we do.");
  charter.purpose = plain("Every call.");
  charter.languages = {"en"};
  charter.timezone = *Zone::find("Europe/Prague");
  charter.scope = {{"channel", {"phone", "email"}}};
  charter.rights = {{"prompt-help", plain("Prompt help.")}};
  charter.commitments = {{"greet", plain("A smile.")}};
  charter.recourse.push_back({plain("Talk to us."), {{"phone", plain("+420 123")}}});
  charter.measures.push_back(measure("queue_wait", Unit::seconds));
  charter.measures.push_back(measure("satisfaction", Unit::points));
  charter.measures.back().range = {1 * kFixedOne, 5 * kFixedOne};
  Target target;
  target.id = "phone-service-level";
  target.statement = plain("Within 20 seconds.");
  target.measure = "queue_wait";
  target.goal = goal(Goal::Kind::at_least, Statistic::share, 800'000, "at least 80%");
  target.good = Condition{};
  target.evidence = plain("78% in 2025.");
  target.serves = {"prompt-help"};
  target.window = Window{Window::Kind::rolling, std::chrono::days(28), "28 days"};
  target.minimum_events = 50;
  charter.targets.push_back(target);
  return charter;
}

// The item of the good charter's target once it has been changed.
SmartItem item(char letter, const std::function<void(Target&, Charter&)>& change) {
  Charter charter = good_charter();
  change(charter.targets[0], charter);
  const Scorecard card = score(charter);
  REQUIRE(card.targets.size() == 1);
  for (const SmartItem& found : card.targets[0].items) {
    if (found.letter == letter) return found;
  }
  FAIL("no such letter");
  return {};
}

void check(const SmartItem& found, Grade grade, const std::string& finding) {
  CHECK(found.finding == finding);
  CHECK(found.grade == grade);
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

TEST_CASE("Measurable: one miss must not fail what allows misses") {
  const auto with = [](Fixed ratio, std::optional<std::int64_t> minimum, Goal::Kind kind) {
    return item('M', [=](Target& target, Charter&) {
      target.goal = share(kind, ratio);
      target.minimum_events = minimum;
      target.bad = Condition{};
    });
  };
  const auto at_least = Goal::Kind::at_least;
  const auto at_most = Goal::Kind::at_most;
  check(with(990'000, 5, at_least), Grade::doubtful,
        "with minimum_events 5 a single miss can fail it; of 100 events and more one may be "
        "missed");
  CHECK(with(990'000, 99, at_least).grade == Grade::doubtful);
  CHECK(with(990'000, 100, at_least).grade == Grade::present);
  check(with(800'000, std::nullopt, at_least), Grade::doubtful,
        "without minimum_events a single miss can fail it; of 5 events and more one may be missed");
  CHECK(with(800'000, 4, at_least).grade == Grade::doubtful);
  CHECK(with(800'000, 5, at_least).grade == Grade::present);
  CHECK(with(50'000, 19, at_most).grade == Grade::doubtful);
  CHECK(with(50'000, 20, at_most).grade == Grade::present);
  // A third does not divide one evenly: of three events one is already too many.
  CHECK(with(333'333, 3, at_most).grade == Grade::doubtful);
  CHECK(with(333'333, 4, at_most).grade == Grade::present);
  check(with(1'000'000, 50, at_least), Grade::doubtful,
        "any miss fails it; write \"every one\" if that is meant");
  check(with(0, 50, at_most), Grade::doubtful,
        "any miss fails it; write \"every one\" if that is meant");
  check(with(0, 50, at_least), Grade::doubtful, "\"a share\" can never be missed");
  check(with(1'000'000, 50, at_most), Grade::doubtful, "\"a share\" can never be missed");
}

TEST_CASE("Measurable: a goal, and good or bad, must be there") {
  check(item('M', [](Target& target, Charter&) { target.good.reset(); }), Grade::missing,
        "nothing says what counts as kept (good)");
  check(item('M',
             [](Target& target, Charter&) {
               target.good.reset();
               target.goal = share(Goal::Kind::at_most, 50'000);
             }),
        Grade::missing, "nothing says what counts as a miss (bad)");
  check(item('M',
             [](Target& target, Charter&) {
               target.goal = share(Goal::Kind::every_one, 0);
               target.goal.text = "every one";
               target.minimum_events.reset();
             }),
        Grade::present, "every one");
}

TEST_CASE("Measurable: a statistic of one event is no statistic") {
  const auto with = [](const Goal& wanted, std::optional<std::int64_t> minimum) {
    return item('M', [=](Target& target, Charter&) {
      target.goal = wanted;
      target.good.reset();
      target.minimum_events = minimum;
    });
  };
  const Goal mean = goal(Goal::Kind::at_most, Statistic::mean, kFixedOne, "mean at most 1s");
  check(with(mean, std::nullopt), Grade::doubtful,
        "a single event decides it; give minimum_events");
  CHECK(with(mean, 2).grade == Grade::present);

  Goal p90 = goal(Goal::Kind::at_most, Statistic::percentile, kFixedOne, "p90 at most 1s");
  p90.percentile = 900'000;
  check(with(p90, 5), Grade::doubtful,
        "of 5 events the highest value alone decides; it takes minimum_events of 10 or more");
  check(with(p90, std::nullopt), Grade::doubtful,
        "of a single event the highest value alone decides; it takes minimum_events of 10 or "
        "more");
  CHECK(with(p90, 10).grade == Grade::present);

  const Goal count = goal(Goal::Kind::at_least, Statistic::count, kFixedOne, "count at least 1");
  check(with(count, std::nullopt), Grade::present, "count at least 1");

  Goal gap = share(Goal::Kind::gap_at_most, 5 * kFixedOne);
  const SmartItem found = item('M', [=](Target& target, Charter&) {
    target.goal = gap;
    target.minimum_events.reset();
  });
  check(found, Grade::doubtful, "a single event decides for a whole group; give minimum_events");
}

TEST_CASE("Achievable: evidence must be there, a long one is cut") {
  check(item('A', [](Target& target, Charter&) { target.evidence = {}; }), Grade::missing,
        "no evidence says that it can be reached");
  check(item('A', [](Target& target, Charter&) { target.evidence = plain(std::string(200, 'x')); }),
        Grade::present, std::string(80, 'x') + "...");
  std::string czech(79, 'x');
  czech += "ěšč";
  check(item('A', [&](Target& target, Charter&) { target.evidence = plain(czech); }),
        Grade::present, std::string(79, 'x') + "...");
}

// Achievable, of a goal on a measure.
SmartItem achievable_item(const std::string& id, const Goal& wanted,
                          std::optional<Fixed> baseline = std::nullopt) {
  return item('A', [&](Target& target, Charter&) {
    target.measure = id;
    target.goal = wanted;
    if (baseline) {
      target.baseline = Baseline{};
      target.baseline->value = baseline;
    }
  });
}

TEST_CASE("Achievable: a limit outside what a figure can be is doubtful") {
  const auto mean = [](Goal::Kind kind, Fixed amount) {
    return achievable_item("satisfaction", goal(kind, Statistic::mean, amount, "mean"));
  };
  const auto at_least = Goal::Kind::at_least;
  const auto at_most = Goal::Kind::at_most;
  CHECK(mean(at_least, 4'200'000).grade == Grade::present);
  CHECK(mean(at_least, 5'000'000).grade == Grade::present);
  check(mean(at_least, 5'100'000), Grade::doubtful, "it can never be reached: nothing is above 5");
  check(mean(at_least, 1'000'000), Grade::doubtful, "it is always reached: nothing is below 1");
  check(mean(at_most, 900'000), Grade::doubtful, "it can never be reached: nothing is below 1");
  check(mean(at_most, 5'000'000), Grade::doubtful, "it is always reached: nothing is above 5");
  CHECK(mean(at_most, 1'000'000).grade == Grade::present);

  check(achievable_item("queue_wait", goal(at_most, Statistic::mean, -kFixedOne, "mean")),
        Grade::doubtful, "it can never be reached: nothing is below 0s");
  check(achievable_item("satisfaction", goal(at_least, Statistic::nps, 101 * kFixedOne, "nps")),
        Grade::doubtful, "it can never be reached: nothing is above 100");
  check(achievable_item("queue_wait", goal(at_least, Statistic::count, 0, "count")),
        Grade::doubtful, "it is always reached: nothing is below 0");
  CHECK(achievable_item("satisfaction", goal(at_least, Statistic::sum, 9'000'000, "sum")).grade ==
        Grade::present);
  check(achievable_item("queue_wait", share(at_least, 1'200'000)), Grade::doubtful,
        "it can never be reached: nothing is above 100%");
  const auto gap = [](Fixed points) {
    return achievable_item("queue_wait", share(Goal::Kind::gap_at_most, points));
  };
  CHECK(gap(5 * kFixedOne).grade == Grade::present);
  check(gap(100 * kFixedOne), Grade::doubtful, "no gap can be above 100 points");
}

TEST_CASE("Achievable: a change must not lead out of what a figure can be") {
  const auto change = [](Goal::Kind kind, Statistic statistic, Fixed amount, bool relative) {
    Goal result = goal(kind, statistic, amount, "a change");
    result.relative = relative;
    return result;
  };
  const Goal by_half = change(Goal::Kind::raised, Statistic::mean, 500'000, true);
  check(achievable_item("satisfaction", by_half, 4'200'000), Grade::doubtful,
        "from 4.2 the change leads above 5, where no figure can be");
  CHECK(achievable_item("satisfaction", by_half, 3'000'000).grade == Grade::present);
  const Goal share_up = change(Goal::Kind::raised, Statistic::share, 50'000, false);
  check(achievable_item("queue_wait", share_up, 960'000), Grade::doubtful,
        "from 96% the change leads above 100%, where no figure can be");
  CHECK(achievable_item("queue_wait", share_up, 950'000).grade == Grade::present);
  const Goal minute_less = change(Goal::Kind::reduced, Statistic::mean, 60 * kFixedOne, false);
  check(achievable_item("queue_wait", minute_less, 30 * kFixedOne), Grade::doubtful,
        "from 30s the change leads below 0s, where no figure can be");
  CHECK(achievable_item("queue_wait", minute_less, 90 * kFixedOne).grade == Grade::present);

  // The baseline is yet to be measured.
  CHECK(achievable_item("satisfaction", by_half).grade == Grade::present);
  check(achievable_item("satisfaction",
                        change(Goal::Kind::raised, Statistic::mean, 4'100'000, false)),
        Grade::doubtful, "wherever it starts, the change leads out of 1 to 5");
  CHECK(
      achievable_item("satisfaction", change(Goal::Kind::raised, Statistic::mean, 4'000'000, false))
          .grade == Grade::present);
  check(achievable_item("satisfaction",
                        change(Goal::Kind::raised, Statistic::mean, 5 * kFixedOne, true)),
        Grade::doubtful, "wherever it starts, the change leads out of 1 to 5");
  check(
      achievable_item("queue_wait", change(Goal::Kind::reduced, Statistic::mean, kFixedOne, true)),
      Grade::doubtful, "a reduction by 100% or more leaves nothing");
  CHECK(achievable_item("queue_wait", change(Goal::Kind::reduced, Statistic::mean, 500'000, true))
            .grade == Grade::present);
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
