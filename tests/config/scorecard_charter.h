// A charter without fault, and what the scorecard says of it once it has been changed.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <catch2/catch.hpp>

#include "config/scorecard.h"

namespace charterd::config {

inline Text plain(const std::string& text) { return Text{{{"", text}}}; }

inline Day day(int y, unsigned m, unsigned d) {
  return Day(std::chrono::year_month_day(std::chrono::year(y), std::chrono::month(m),
                                         std::chrono::day(d)));
}

inline Measure measure(const std::string& id, Unit unit) {
  Measure result;
  result.id = id;
  result.unit = unit;
  result.value_field = "value";
  return result;
}

inline Goal goal(Goal::Kind kind, Statistic statistic, Fixed amount, const std::string& text) {
  Goal result;
  result.kind = kind;
  result.statistic = statistic;
  result.amount = amount;
  result.text = text;
  return result;
}

inline Goal share(Goal::Kind kind, Fixed ratio) {
  return goal(kind, Statistic::share, ratio, "a share");
}

// A charter with nothing to find fault with, and one target of which the same is true.
inline Charter good_charter() {
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
inline SmartItem item(char letter, const std::function<void(Target&, Charter&)>& change) {
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

inline void check(const SmartItem& found, Grade grade, const std::string& finding) {
  CHECK(found.finding == finding);
  CHECK(found.grade == grade);
}

}  // namespace charterd::config
