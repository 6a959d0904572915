// A target's subject and goal, and whether they suit each other.
#include <utility>

#include <fmt/format.h>

#include "config/goal_text.h"
#include "config/target_loader.h"

namespace charterd::config {
namespace {

std::vector<std::string> subjects_of(const Charter& charter) {
  std::vector<std::string> names;
  for (const Measure& measure : charter.measures) names.push_back(measure.id);
  for (const Case& kind : charter.cases) {
    names.push_back(kind.id);
    for (const CaseMeasure& measure : kind.measures) names.push_back(measure.id);
  }
  return names;
}

// A case's measure by its own name or as `case.measure`.
const CaseMeasure* find_case_measure(const Case& kind, const std::string& name) {
  for (const CaseMeasure& measure : kind.measures) {
    if (name == measure.id || name == kind.id + "." + measure.id) return &measure;
  }
  return nullptr;
}

std::string fold(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank) folded += c;
    if (blank && !folded.empty() && folded.back() != ' ') folded += ' ';
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

struct Expectation {
  std::string words;
  bool fits = false;
  Fixed amount = 0;
};

bool is_number(const Quantity& quantity) { return quantity.kind == Quantity::Kind::number; }
bool is_points(const Quantity& quantity) { return quantity.kind == Quantity::Kind::points; }

Expectation expect_percentage(const Quantity& quantity) {
  const bool fits = quantity.kind == Quantity::Kind::percent && quantity.amount >= 0 &&
                    quantity.amount <= kFixedOne;
  return {"a percentage from 0% to 100%", fits, quantity.amount};
}

Expectation expect_nps(const Quantity& quantity) {
  const bool fits = (is_number(quantity) || is_points(quantity)) &&
                    quantity.amount >= -100 * kFixedOne && quantity.amount <= 100 * kFixedOne;
  return {"a number from -100 to 100", fits, quantity.amount};
}

bool is_business_hours(const Quantity& quantity) {
  return quantity.kind == Quantity::Kind::business_hours;
}

// Working time is told by cases alone, and by them only where they have a calendar.
Expectation expect_time(const Quantity& quantity, const Case* of_case) {
  const bool works = of_case != nullptr && !of_case->calendar.empty();
  const bool fits =
      quantity.kind == Quantity::Kind::duration || (works && is_business_hours(quantity));
  return {of_case == nullptr ? "a length of time such as 20s"
          : works            ? "a length of time such as 2 days or 4 business hours"
                             : "a length of time such as 2 days",
          fits, quantity.amount};
}

Expectation expect_unit(const Quantity& quantity, BaseUnit unit, const Case* of_case) {
  switch (unit) {
    case BaseUnit::seconds:
      return expect_time(quantity, of_case);
    case BaseUnit::points:
      return {"a number of points such as 4.2", is_number(quantity) || is_points(quantity),
              quantity.amount};
    case BaseUnit::count:
      break;
  }
  return {"a number such as 3", is_number(quantity), quantity.amount};
}

// What a figure of the goal's statistic is written in.
Expectation expect(const Quantity& quantity, const TargetReading& reading) {
  switch (reading.target.goal.statistic) {
    case Statistic::share:
      return expect_percentage(quantity);
    case Statistic::nps:
      return expect_nps(quantity);
    case Statistic::count:
      return {"a number such as 500", is_number(quantity) && quantity.amount >= 0, quantity.amount};
    case Statistic::mean:
    case Statistic::percentile:
    case Statistic::sum:
      break;
  }
  // Nothing is known of the unit: another mistake has been reported.
  const auto unit = reading.unit();
  if (!unit) return {"", true, quantity.amount};
  return expect_unit(quantity, *unit, reading.of_case);
}

// Of `reduced by` and `raised by`.
void load_change(const Quantity& quantity, const YamlNode& node, const TargetReading& reading) {
  Goal& goal = reading.target.goal;
  const bool of_time = goal.statistic != Statistic::nps && goal.statistic != Statistic::count &&
                       !goal.is_share() && reading.unit() == BaseUnit::seconds;
  goal.relative = quantity.kind == Quantity::Kind::percent;
  if (!goal.relative && (of_time || !is_points(quantity))) {
    return reading.error(
        node.place,
        fmt::format("\"{}\": a change is told in {}", goal.text,
                    of_time ? "percent" : "percent or points"),
        of_time ? "such as mean reduced by 50%" : "such as share raised by 5 points");
  }
  if (quantity.amount <= 0) {
    return reading.error(node.place, fmt::format("\"{}\" changes nothing", goal.text));
  }
  constexpr int kPointsInOne = 100;
  const bool share_in_points = goal.is_share() && !goal.relative;
  goal.amount = share_in_points ? quantity.amount / kPointsInOne : quantity.amount;
  const bool limited = share_in_points || (goal.relative && goal.kind == Goal::Kind::reduced);
  if (limited && goal.amount > kFixedOne) {
    reading.error(node.place, fmt::format("\"{}\" is more than there can be", goal.text));
  }
}

void load_gap(const Quantity& quantity, const YamlNode& node, const TargetReading& reading) {
  Goal& goal = reading.target.goal;
  if (!is_points(quantity) || quantity.amount < 0 || quantity.amount > 100 * kFixedOne) {
    return reading.error(node.place,
                         fmt::format("\"{}\": a gap is told in points, from 0 to 100", goal.text),
                         "such as gap at most 5 points");
  }
  goal.amount = quantity.amount;
}

std::string names_of(const std::vector<CaseMeasure>& measures) {
  std::string names;
  for (const CaseMeasure& measure : measures) {
    names += (names.empty() ? "" : ", ") + measure.id;
  }
  return names;
}

// A case as a whole is kept or not; only its measures have values.
void check_case(const TargetReading& reading) {
  const Goal& goal = reading.target.goal;
  if (reading.of_case == nullptr || goal.is_share()) return;
  const Case& kind = *reading.of_case;
  if (reading.case_measure == nullptr) {
    reading.error(goal.place,
                  fmt::format("\"{}\" is told of a measure, and \"{}\" is a whole case",
                              statistic_name(goal.statistic, goal.percentile), kind.id),
                  kind.measures.empty()
                      ? "give the case \"measures:\" and name one of them"
                      : fmt::format("name one of its measures: {}", names_of(kind.measures)));
  } else if (goal.statistic == Statistic::nps) {
    reading.error(goal.place,
                  fmt::format("\"nps\" needs a measure of points, and \"{}\" is a {}",
                              reading.case_measure->id,
                              reading.unit() == BaseUnit::seconds ? "time" : "count"),
                  "points are the values of a measure on single events");
  }
}

// Statistics are made of values, which shares and counts can do without.
void check_value(const TargetReading& reading) {
  const Goal& goal = reading.target.goal;
  if (reading.measure == nullptr || goal.is_share() || goal.statistic == Statistic::count) return;
  const std::string name = statistic_name(goal.statistic, goal.percentile);
  if (reading.measure->value_field.empty()) {
    reading.error(goal.place,
                  fmt::format("\"{}\" needs a measure with a value, and \"{}\" has "
                              "none",
                              name, reading.measure->id),
                  "give the measure \"value\" and \"unit\"");
  } else if (goal.statistic == Statistic::nps &&
             base_of(reading.measure->unit) == BaseUnit::seconds) {
    reading.error(goal.place, fmt::format("\"nps\" needs a measure of points, and \"{}\" is a time",
                                          reading.measure->id));
  }
}

// How to write working time or days that do not suit a figure.
std::string hint_of_time(const Quantity& quantity, const TargetReading& reading) {
  if (reading.of_case == nullptr) return "working time and days are told by the measures of a case";
  if (is_business_hours(quantity)) {
    return fmt::format("give the case \"{}\" \"calendar:\"", reading.of_case->id);
  }
  return fmt::format(
      "days like these are kept or not: write a share with good: {{{}: \"<= {}\"}}, or a limit "
      "such as 2 days, which is 48 hours",
      reading.target.measure, format_quantity(quantity));
}

}  // namespace

std::optional<BaseUnit> TargetReading::unit() const {
  if (measure != nullptr && !measure->value_field.empty()) return base_of(measure->unit);
  if (case_measure == nullptr) return std::nullopt;
  return case_measure->count.empty() ? BaseUnit::seconds : BaseUnit::count;
}

void load_subject(TargetReading& reading) {
  const YamlNode* node = reading.keys.find("measure");
  if (node == nullptr) return;
  const Charter& charter = reading.charter.charter;
  Target& target = reading.target;
  target.measure = node->text;
  reading.measure = charter.find_measure(node->text);
  if (reading.measure != nullptr) return;
  for (const Case& kind : charter.cases) {
    const CaseMeasure* measure = find_case_measure(kind, node->text);
    if (measure == nullptr && kind.id != node->text) continue;
    reading.of_case = &kind;
    reading.case_measure = measure;
    target.case_id = kind.id;
    target.subject =
        measure != nullptr ? Target::Subject::case_measure : Target::Subject::whole_case;
    if (measure != nullptr) target.measure = measure->id;
    return;
  }
  reading.error(node->place, fmt::format("the measure \"{}\" is not known", node->text),
                choice_hint(node->text, subjects_of(charter), "measures"));
}

std::optional<Fixed> figure_amount(const Quantity& quantity, const YamlNode& node,
                                   std::string_view what, const TargetReading& reading) {
  const Goal& goal = reading.target.goal;
  const Expectation expected = expect(quantity, reading);
  if (expected.fits) {
    if (is_business_hours(quantity)) reading.target.goal.business_clock = true;
    return expected.amount;
  }
  std::string hint;
  if (is_number(quantity) && goal.is_share()) {
    // 0.8 is meant as a ratio.
    const Fixed percent = quantity.amount < kFixedOne ? quantity.amount * 100 : quantity.amount;
    hint = fmt::format("write {}%", format_fixed(percent));
  } else if (is_number(quantity) && expected.words.starts_with("a length of time")) {
    hint = fmt::format("write {}s for seconds", format_quantity(quantity));
  } else if (quantity.is_time() && expected.words.starts_with("a length of time")) {
    hint = hint_of_time(quantity, reading);
  }
  reading.error(
      node.place,
      fmt::format("{} needs {}, not \"{}\"", what, expected.words, format_quantity(quantity)),
      std::move(hint));
  return std::nullopt;
}

bool load_goal(const TargetReading& reading) {
  const YamlNode* node = reading.keys.find("goal");
  if (node == nullptr) return false;
  const auto parsed = parse_goal(node->text);
  if (!parsed) {
    reading.error(node->place, parsed.error().message, parsed.error().hint);
    return false;
  }
  Goal& goal = reading.target.goal;
  goal.kind = parsed->kind;
  goal.statistic = parsed->statistic;
  goal.percentile = parsed->percentile;
  goal.text = fold(node->text);
  goal.place = node->place;
  check_value(reading);
  check_case(reading);
  if (goal.is_improvement()) {
    load_change(parsed->quantity, *node, reading);
  } else if (goal.kind == Goal::Kind::gap_at_most) {
    load_gap(parsed->quantity, *node, reading);
  } else if (goal.kind != Goal::Kind::every_one) {
    goal.amount = figure_amount(parsed->quantity, *node, "the goal", reading).value_or(0);
  }
  return true;
}

}  // namespace charterd::config
