#include "rules/histogram_plan.h"

#include <algorithm>
#include <initializer_list>

namespace charterd::rules {

using Kind = config::Quantity::Kind;

namespace {

constexpr std::int64_t kHour = 3600;  // seconds
constexpr std::int64_t kDay = 24 * kHour;

std::vector<Fixed> whole(std::initializer_list<std::int64_t> numbers) {
  std::vector<Fixed> bounds;
  for (const std::int64_t number : numbers) bounds.push_back(number * kFixedOne);
  return bounds;
}

std::vector<Fixed> usual_counts() { return whole({0, 1, 2, 3, 5, 10, 20, 50, 100, 1000}); }

std::vector<Fixed> usual_bounds(const config::Measure& measure) {
  switch (config::base_of(measure.unit)) {
    case config::BaseUnit::seconds:
      return whole({1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, kHour, 4 * kHour, kDay, 7 * kDay,
                    30 * kDay});
    case config::BaseUnit::count:
      return usual_counts();
    case config::BaseUnit::points:
      break;
  }
  if (!measure.range) return whole({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100});
  constexpr int kParts = 10;
  const auto [low, high] = *measure.range;
  std::vector<Fixed> bounds;
  if (high - low <= 20 * kFixedOne) {
    for (Fixed bound = low; bound <= high; bound += kFixedOne) bounds.push_back(bound);
  } else {
    for (int i = 1; i <= kParts; ++i) bounds.push_back(low + (high - low) / kParts * i);
  }
  return bounds;
}

// What cases take is hours and days; of working time a day has about eight hours.
std::vector<Fixed> usual_case_bounds(bool business) {
  const std::int64_t day = business ? 8 * kHour : kDay;
  return whole({300, 900, 1800, kHour, 2 * kHour, 4 * kHour, day, 2 * day, 3 * day, 5 * day,
                7 * day, 10 * day, 14 * day, 30 * day, 60 * day, 90 * day});
}

// The limits that a condition sets to a measure in quantities of some kinds.
void add_limits(const config::Condition& condition, const std::string& measure,
                std::initializer_list<Kind> kinds, std::vector<Fixed>& bounds) {
  for (const config::ConditionMap& map : condition.any_of) {
    for (const config::Test& test : map.all_of) {
      const bool of_measure = test.subject == config::Test::Subject::measure &&
                              test.name == measure && test.quantity.has_value();
      if (!of_measure) continue;
      const bool fits = std::find(kinds.begin(), kinds.end(), test.quantity->kind) != kinds.end();
      if (fits) bounds.push_back(test.quantity->amount);
    }
    for (const config::Condition& inner : map.none_of) add_limits(inner, measure, kinds, bounds);
  }
}

void add_limits(const config::Target& target, const std::string& measure,
                std::initializer_list<Kind> kinds, std::vector<Fixed>& bounds) {
  for (const auto* condition : {&target.good, &target.bad, &target.exclude}) {
    if (*condition) add_limits(**condition, measure, kinds, bounds);
  }
}

std::vector<Fixed> in_order(std::vector<Fixed> bounds) {
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

bool has_limit(const config::Goal& goal) {
  return goal.statistic == config::Statistic::percentile && !goal.is_improvement();
}

}  // namespace

std::vector<Fixed> bucket_bounds(const config::Charter& charter, const config::Measure& measure) {
  if (measure.value_field.empty()) return {};
  std::vector<Fixed> bounds = usual_bounds(measure);
  for (const config::Target& target : charter.targets) {
    if (target.subject != config::Target::Subject::measure || target.measure != measure.id) {
      continue;
    }
    add_limits(target, measure.id, {Kind::number, Kind::points, Kind::duration}, bounds);
    if (has_limit(target.goal)) bounds.push_back(target.goal.amount);
  }
  return in_order(std::move(bounds));
}

std::vector<Fixed> bucket_bounds(const config::Charter& charter, const config::Case& of,
                                 const config::CaseMeasure& measure, bool business) {
  const bool counts = !measure.count.empty();
  std::vector<Fixed> bounds = counts ? usual_counts() : usual_case_bounds(business);
  for (const config::Target& target : charter.targets) {
    if (target.case_id != of.id) continue;
    if (business) {
      add_limits(target, measure.id, {Kind::business_hours}, bounds);
    } else {
      add_limits(target, measure.id, {Kind::number, Kind::duration}, bounds);
    }
    const bool own = target.measure == measure.id && target.goal.business_clock == business;
    if (own && has_limit(target.goal)) bounds.push_back(target.goal.amount);
  }
  return in_order(std::move(bounds));
}

}  // namespace charterd::rules
